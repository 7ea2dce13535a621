# SPDX-License-Identifier: BSL-1.0
# Finds what the parts of rowclaim link; the installed package uses the same names.

# 1.81 is the first with both boost::system::result and Boost.URL.
set(ROWCLAIM_BOOST_VERSION 1.81)
set(ROWCLAIM_OPENSSL_VERSION 3.0)
# Since 58 skeletons are those of UTS 39 that do not look at case.
set(ROWCLAIM_ICU_VERSION 58)

find_package(Boost ${ROWCLAIM_BOOST_VERSION} REQUIRED CONFIG COMPONENTS headers json)

if(ROWCLAIM_OIDC)
  find_package(Boost ${ROWCLAIM_BOOST_VERSION} REQUIRED CONFIG COMPONENTS url)
  find_package(OpenSSL ${ROWCLAIM_OPENSSL_VERSION} REQUIRED)
endif()

if(ROWCLAIM_LINT)
  find_package(ICU ${ROWCLAIM_ICU_VERSION} REQUIRED COMPONENTS i18n uc)
endif()

if(ROWCLAIM_HTTPLIB)
  if(NOT ROWCLAIM_OIDC)
    message(FATAL_ERROR "ROWCLAIM_HTTPLIB needs ROWCLAIM_OIDC")
  endif()
  include(rowclaim_find_httplib)
  if(NOT TARGET rowclaim::cpp-httplib)
    message(FATAL_ERROR "ROWCLAIM_HTTPLIB is on, but cpp-httplib was found neither as a CMake package nor by pkg-config")
  endif()
endif()
