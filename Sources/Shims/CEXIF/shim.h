// libexif for Swift.
#include <libexif/exif-data.h>
