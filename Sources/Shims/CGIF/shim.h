// giflib for Swift. Its functions are imported unchanged: errors are return values.
#include <gif_lib.h>
