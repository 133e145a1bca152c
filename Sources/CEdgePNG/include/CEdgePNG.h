// PNG decoding behind a plain function: libpng reports errors with longjmp, which must not cross Swift frames.
#ifndef CEDGEPNG_H
#define CEDGEPNG_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What edge_png_decode_rgb found.
typedef enum {
  EDGE_PNG_OK = 0,
  /// The data ends before the last row.
  EDGE_PNG_TRUNCATED = 1,
  /// libpng refused the data; the message says why.
  EDGE_PNG_DAMAGED = 2,
} edge_png_status;

/// Decodes a PNG of any colour type to 8-bit RGB rows without padding.
///
/// Alpha is dropped, 16-bit samples keep their high byte, palettes and grey are expanded, gamma is ignored.
/// `width` and `height` are those of the header chunk; other sizes are refused.
/// `rgb` holds `height * width * 3` bytes. `message` receives a zero-terminated text of at most `message_size` bytes.
/// After an error the rows decoded so far stay in `rgb`.
edge_png_status edge_png_decode_rgb(const uint8_t *data, size_t size, uint8_t *rgb, uint32_t width, uint32_t height,
                                    char *message, size_t message_size);

#ifdef __cplusplus
}
#endif

#endif
