# SPDX-License-Identifier: BSL-1.0
# Gives cpp-httplib one name, rowclaim::cpp-httplib, whether it comes from upstream (httplib::httplib) or by pkg-config.

# Its CPPHTTPLIB_* definitions change class sizes, so they must come from whoever built it and never from us.
if(NOT TARGET rowclaim::cpp-httplib)
  if(NOT TARGET httplib::httplib)
    find_package(httplib QUIET CONFIG)
  endif()
  if(TARGET httplib::httplib)
    add_library(rowclaim::cpp-httplib INTERFACE IMPORTED)
    target_link_libraries(rowclaim::cpp-httplib INTERFACE httplib::httplib)
  else()
    find_package(PkgConfig QUIET)
    if(PkgConfig_FOUND)
      pkg_check_modules(rowclaim_httplib QUIET IMPORTED_TARGET cpp-httplib)
    endif()
    if(TARGET PkgConfig::rowclaim_httplib)
      find_package(Threads REQUIRED)
      add_library(rowclaim::cpp-httplib INTERFACE IMPORTED)
      target_link_libraries(rowclaim::cpp-httplib INTERFACE PkgConfig::rowclaim_httplib Threads::Threads)
    endif()
  endif()
endif()
