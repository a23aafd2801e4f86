// libwebp for Swift: its decoder and its encoder.
#include <webp/decode.h>
#include <webp/encode.h>
