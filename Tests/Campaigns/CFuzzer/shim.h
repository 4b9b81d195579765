// libFuzzer, as a library: the toolchain's libclang_rt.fuzzer_no_main.
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*read)(const uint8_t *bytes, size_t count));
