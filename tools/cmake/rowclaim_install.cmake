# SPDX-License-Identifier: BSL-1.0
# Installs the headers, the CMake package (one component a part) and the pkg-config files.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/rowclaim")
set(generated_dir "${PROJECT_BINARY_DIR}/package")

# Each part has its own export file, so that a component drags in only its own dependencies.
function(rowclaim_install_part part)
  install(TARGETS ${ARGN} EXPORT rowclaim_${part} FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(EXPORT rowclaim_${part} NAMESPACE rowclaim:: FILE rowclaim-${part}.cmake DESTINATION "${package_dir}")
endfunction()

# The prefix is written relative to the .pc file, so that the installed tree may be moved.
function(rowclaim_install_pkg_config name description requires libs)
  set(PC_NAME "${name}")
  set(PC_DESCRIPTION "${description}")
  set(PC_REQUIRES "${requires}")
  set(PC_LIBS "${libs}")
  set(pc_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
    BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}/${pc_dir}" OUTPUT_VARIABLE PC_PREFIX)
  cmake_path(APPEND_STRING PC_PREFIX "")
  configure_file("${PROJECT_SOURCE_DIR}/tools/cmake/rowclaim.pc.in" "${generated_dir}/${name}.pc" @ONLY)
  install(FILES "${generated_dir}/${name}.pc" DESTINATION "${pc_dir}")
endfunction()

rowclaim_install_part(policy rowclaim_policy)
rowclaim_install_pkg_config(rowclaim "claims to roles to rows" "" "-lboost_json")

if(ROWCLAIM_OIDC)
  rowclaim_install_part(oidc rowclaim_oidc rowclaim_rowclaim)
  rowclaim_install_pkg_config(rowclaim-oidc "OpenID Connect sign-in" "rowclaim, openssl >= ${ROWCLAIM_OPENSSL_VERSION}" "-lboost_url")
endif()
if(ROWCLAIM_HTTPLIB)
  rowclaim_install_part(httplib rowclaim_httplib)
  rowclaim_install_pkg_config(rowclaim-httplib "HTTP transport over cpp-httplib" "rowclaim-oidc, cpp-httplib" "-pthread")
endif()
if(ROWCLAIM_LINT)
  rowclaim_install_part(lint rowclaim_lint)
  rowclaim_install_pkg_config(rowclaim-lint "a policy's names under Unicode" "rowclaim, icu-i18n >= ${ROWCLAIM_ICU_VERSION}" "")
endif()

configure_package_config_file(tools/cmake/rowclaimConfig.cmake.in "${generated_dir}/rowclaimConfig.cmake"
  INSTALL_DESTINATION "${package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${generated_dir}/rowclaimConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  "${generated_dir}/rowclaimConfig.cmake"
  "${generated_dir}/rowclaimConfigVersion.cmake"
  tools/cmake/rowclaim_find_httplib.cmake
  DESTINATION "${package_dir}")
