// Picture formats whose libraries are looked for when a picture needs them, so that programs start without them.
//
// Nothing of the libraries' headers is needed to build: what is used of their binary interfaces is declared here.
#ifndef CEDGEPICTURES_H
#define CEDGEPICTURES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A format, and with it the library that reads it.
typedef enum {
  EDGE_PICTURE_TIFF = 0,
  EDGE_PICTURE_GIF = 1,
  EDGE_PICTURE_JPEG2000 = 2,
  EDGE_PICTURE_AVIF = 3,
  EDGE_PICTURE_HEIC = 4,
} edge_picture_format;

/// How reading went.
typedef enum {
  EDGE_PICTURE_OK = 0,
  /// The library is not installed; the message is what the loader says.
  EDGE_PICTURE_NO_LIBRARY = 1,
  /// The data ends early.
  EDGE_PICTURE_TRUNCATED = 2,
  /// The library refuses the data; the message says why.
  EDGE_PICTURE_DAMAGED = 3,
  /// A form of the format that is not read; the message names it.
  EDGE_PICTURE_UNSUPPORTED = 4,
  /// Memory does not suffice.
  EDGE_PICTURE_NO_MEMORY = 5,
} edge_picture_status;

/// What a file says of its picture, or of the first of several.
typedef struct {
  /// Columns as stored.
  uint32_t width;
  /// Rows as stored.
  uint32_t height;
  /// How rows and columns lie, as EXIF tag 0x0112 counts; 1 where pixels come upright.
  uint32_t orientation;
} edge_picture_header;

/// Bytes that a message may take, its zero included.
#define EDGE_PICTURE_MESSAGE_SIZE 256

/// Reads the size of the first picture in `data` without decoding it.
///
/// `message` has room for EDGE_PICTURE_MESSAGE_SIZE bytes and is zero-terminated after any status but EDGE_PICTURE_OK.
edge_picture_status edge_picture_read_header(edge_picture_format format, const uint8_t *data, size_t size,
                                             edge_picture_header *header, char *message);

/// Decodes the first picture in `data` to 8-bit RGB rows without padding, as stored.
///
/// `header` is what edge_picture_read_header found; a file that the decoder reads otherwise is damaged. `rgb` holds
/// `height * width * 3` bytes, which are undefined unless the status is EDGE_PICTURE_OK.
edge_picture_status edge_picture_decode(edge_picture_format format, const uint8_t *data, size_t size,
                                        const edge_picture_header *header, uint8_t *rgb, char *message);

#ifdef __cplusplus
}
#endif

#endif
