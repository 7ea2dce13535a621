# SPDX-License-Identifier: BSL-1.0
# The functions that other folders add their tests with.

# rowclaim_unit_test(<name> SOURCES <file>... [LINK <target>...] [LABELS <label>...])
# makes one Boost.Test program, registered with ctest as <folder>.<name>. The sources hold cases and no main.
# A test about threads carries the label `threads`, and builds with the target rowclaim_tests_threads; a program that ends with status 77 counts as skipped.
if(NOT TARGET rowclaim_tests_threads)
  add_custom_target(rowclaim_tests_threads)
endif()

function(rowclaim_unit_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LABELS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "rowclaim_unit_test(${name}): wants SOURCES, LINK and LABELS; got ${ARGN}")
  endif()
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY "${PROJECT_SOURCE_DIR}/test" OUTPUT_VARIABLE folder)
  string(REPLACE "/" "." prefix "${folder}")
  string(REPLACE "." "_" target "test.${prefix}.${name}")
  add_executable(${target} ${arg_SOURCES} $<TARGET_OBJECTS:rowclaim_test_main>)
  target_compile_definitions(${target} PRIVATE BOOST_TEST_DYN_LINK)
  target_precompile_headers(${target} REUSE_FROM rowclaim_test_headers)
  # Four sources at a time: most of what one costs is the library's headers, which the next ones share. A suite is a namespace and stands
  # around all that its file defines, so that files do not meet; the compiler takes the unnamed ones inside for those of a header.
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 4)
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  target_link_libraries(${target} PRIVATE Boost::unit_test_framework ${arg_LINK})
  add_test(NAME "${prefix}.${name}" COMMAND ${target} --report_level=no --catch_system_errors=no)
  set_tests_properties("${prefix}.${name}" PROPERTIES LABELS "unit;${arg_LABELS}" SKIP_RETURN_CODE 77)
  if("threads" IN_LIST arg_LABELS)
    add_dependencies(rowclaim_tests_threads ${target})
  endif()
endfunction()

# ROWCLAIM_SYNTAX_COMMAND is the compiler with what a file that includes rowclaim needs, without a file: for tests about
# whether something compiles. Lists inside it want COMMAND_EXPAND_LISTS.
set(every_part rowclaim_rowclaim)
if(TARGET rowclaim_httplib)
  set(every_part rowclaim_httplib)
endif()
set(includes "$<TARGET_PROPERTY:${every_part},INTERFACE_INCLUDE_DIRECTORIES>")
set(definitions "$<TARGET_PROPERTY:${every_part},INTERFACE_COMPILE_DEFINITIONS>")
set(ROWCLAIM_SYNTAX_COMMAND
  "${CMAKE_CXX_COMPILER}" -std=c++20 -Wall -Wextra "$<TARGET_PROPERTY:${every_part},INTERFACE_COMPILE_OPTIONS>"
  "$<$<BOOL:${includes}>:-I$<JOIN:${includes},$<SEMICOLON>-I>>"
  "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},$<SEMICOLON>-D>>")

# rowclaim_script_test(<name> LABELS <label> COMMAND <script> [<argument>...]) runs a Python script of the repository.
function(rowclaim_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABELS" "COMMAND")
  add_test(NAME ${name}
    COMMAND "${Python3_EXECUTABLE}" ${arg_COMMAND}
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    COMMAND_EXPAND_LISTS)
  set_tests_properties(${name} PROPERTIES
    LABELS "${arg_LABELS}" SKIP_RETURN_CODE 77 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endfunction()
