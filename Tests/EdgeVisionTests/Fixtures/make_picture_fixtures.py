"""Writes Pictures/: small picture files of every kind and, as .ppm, the pixels that OpenCV's imdecode gives.

Run in this folder with opencv-python-headless 4.10 and Pillow 13.
"""

import io
import pathlib
import struct
import zlib

import cv2
import numpy as np
from PIL import Image

W, H = 7, 5
rng = np.random.default_rng(5)
noise = rng.integers(0, 256, (H, W, 3), dtype=np.uint8)
smooth = np.stack(
    [
        np.add.outer(np.arange(20) * 9, np.arange(26) * 3),
        np.add.outer(np.arange(20) * 2, 250 - np.arange(26) * 9),
        np.full((20, 26), 90),
    ],
    axis=-1,
).clip(0, 255).astype(np.uint8)


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(depth, color_type, rows, extra=b"", width=W, interlace=0):
    header = struct.pack(">IIBBBBB", width, len(rows), depth, color_type, 0, 0, interlace)
    body = b"".join(b"\0" + row for row in rows)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
    )


def bmp(bits, pixels, palette=b"", compression=0, masks=b"", height=H, width=W, used=0):
    offset = 14 + 40 + len(masks) + len(palette)
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(pixels), 0, 0, used, 0)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + info + masks + palette + pixels


def padded(rows):
    return b"".join(row + b"\0" * (-len(row) % 4) for row in rows)


rgb = Image.fromarray(noise)
picture = Image.fromarray(smooth)
alpha = Image.fromarray(np.dstack([noise, rng.integers(0, 256, (H, W), dtype=np.uint8)]))
palette3 = bytes(rng.integers(0, 256, 3 * 16, dtype=np.uint8))
palette4 = b"".join(palette3[i : i + 3] + b"\0" for i in range(0, 48, 3))
nibbles = [bytes(rng.integers(0, 256, 4, dtype=np.uint8)) for _ in range(H)]
words = rng.integers(0, 65536, (H, W * 3), dtype=np.uint16)
grey16 = rng.integers(0, 65536, (H, W), dtype=np.uint16)

files = {
    "jpegColor420.jpg": saved(picture, "JPEG", quality=90),
    "jpegColor444.jpg": saved(picture, "JPEG", quality=90, subsampling=0),
    "jpegColor422.jpg": saved(picture, "JPEG", quality=60, subsampling=1),
    "jpegProgressive.jpg": saved(picture, "JPEG", quality=75, progressive=True),
    "jpegGrey.jpg": saved(picture.convert("L"), "JPEG", quality=90),
    "jpegCMYK.jpg": saved(picture.convert("CMYK"), "JPEG", quality=90),
    "jpegOnePixel.jpg": saved(Image.new("RGB", (1, 1), (200, 30, 90)), "JPEG"),
    "jpegRotated.jpg": saved(picture, "JPEG", quality=90, exif=exif(6)),
    "pngColor.png": saved(rgb, "PNG"),
    "pngAlpha.png": saved(alpha, "PNG"),
    "pngGrey.png": saved(rgb.convert("L"), "PNG"),
    "pngGreyAlpha.png": saved(alpha.convert("LA"), "PNG"),
    "pngOneBit.png": png(1, 0, [row[:1] for row in nibbles]),
    "pngTwoBits.png": png(2, 0, [row[:2] for row in nibbles]),
    "pngFourBits.png": png(4, 0, nibbles),
    "pngPalette.png": png(4, 3, nibbles, chunk(b"PLTE", palette3)),
    "pngPaletteTransparent.png": png(4, 3, nibbles, chunk(b"PLTE", palette3) + chunk(b"tRNS", bytes(range(0, 160, 10)))),
    "pngTransparentColor.png": png(
        8, 2, [noise[y].tobytes() for y in range(H)], chunk(b"tRNS", struct.pack(">HHH", *[int(v) for v in noise[2, 3]]))
    ),
    "png16Bit.png": png(16, 2, [row.astype(">u2").tobytes() for row in words]),
    "pngGrey16Bit.png": png(16, 0, [row.astype(">u2").tobytes() for row in grey16]),
    "pngGamma.png": png(8, 2, [noise[y].tobytes() for y in range(H)], chunk(b"gAMA", struct.pack(">I", 100000))),
    "pngOnePixel.png": saved(Image.new("RGB", (1, 1), (200, 30, 90)), "PNG"),
    "webPLossless.webp": saved(rgb, "WEBP", lossless=True),
    "webPLossy.webp": saved(picture, "WEBP", quality=80),
    "webPAlpha.webp": saved(alpha, "WEBP", lossless=True, exact=True),
    "bmp24.bmp": saved(rgb, "BMP"),
    "bmp24TopDown.bmp": bmp(24, padded([noise[y, :, ::-1].tobytes() for y in range(H)]), height=-H),
    "bmp32.bmp": bmp(32, np.dstack([noise[..., ::-1], noise[..., :1]]).tobytes()),
    "bmp16.bmp": bmp(16, padded([row.astype("<u2").tobytes() for row in words[:, :W] & 0x7FFF])),
    "bmp565.bmp": bmp(
        16,
        padded([row.astype("<u2").tobytes() for row in words[:, :W]]),
        compression=3,
        masks=struct.pack("<III", 0xF800, 0x07E0, 0x001F),
    ),
    "bmp8.bmp": saved(rgb.convert("P"), "BMP"),
    "bmp4.bmp": bmp(4, padded(nibbles), palette4),
    "bmp1.bmp": saved(rgb.convert("1"), "BMP"),
}
undecoded = {
    "webPAnimated.webp": saved(rgb, "WEBP", save_all=True, append_images=[picture.resize((W, H))], duration=10),
    "webPRotated.webp": saved(rgb, "WEBP", lossless=True, exif=exif(8)),
    "pngRotated.png": saved(rgb, "PNG", exif=exif(3)),
    "other.gif": saved(rgb, "GIF"),
    "other.tiff": saved(rgb, "TIFF"),
}


folder = pathlib.Path("Pictures")
folder.mkdir(exist_ok=True)
for name, data in {**files, **undecoded}.items():
    (folder / name).write_bytes(data)
for name, data in files.items():
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None, name
    height, width = decoded.shape[:2]
    ppm = f"P6 {width} {height} 255\n".encode() + np.ascontiguousarray(decoded[..., ::-1]).tobytes()
    (folder / name).with_suffix(".ppm").write_bytes(ppm)
