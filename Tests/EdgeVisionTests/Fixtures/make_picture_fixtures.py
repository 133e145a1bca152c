"""Writes Pictures/: small picture files of every kind and, as .ppm, the pixels that OpenCV's imdecode gives.

Run in this folder with opencv-python-headless 4.10 and Pillow 13; the formats that are read through libraries found
at run time were written with opencv-python-headless 5.0, tifffile and pillow-heif.
"""

import io
import pathlib
import struct
import zlib

import cv2
import numpy as np
import pillow_heif
import tifffile
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


def tiff(array, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, metadata=None, software="", **options)
    return buffer.getvalue()


def framed(gif, left, top, background):
    """The same frame at another place of a larger canvas."""
    data = bytearray(gif)
    at = data.index(b"," + struct.pack("<HHHH", 0, 0, W, H))
    data[at + 1 : at + 5] = struct.pack("<HH", left, top)
    data[6:10] = struct.pack("<HH", W + 2 * left, H + 2 * top)
    data[11] = background
    return bytes(data)


pillow_heif.register_heif_opener()
transparent = Image.fromarray(np.dstack([noise, np.where(noise[..., :1] > 90, 255, 0).astype(np.uint8)]))
words3 = words.reshape(H, W, 3)
files |= {
    "tiffColor.tiff": saved(rgb, "TIFF", compression="tiff_lzw"),
    "tiffGrey.tiff": saved(rgb.convert("L"), "TIFF", compression="packbits"),
    "tiffOneBit.tiff": saved(rgb.convert("1"), "TIFF", compression="group4"),
    "tiffPalette.tiff": saved(rgb.convert("P"), "TIFF"),
    "tiffAlpha.tiff": saved(alpha, "TIFF", compression="tiff_adobe_deflate"),
    "tiffCMYK.tiff": saved(rgb.convert("CMYK"), "TIFF"),
    "tiffJPEG.tiff": saved(picture, "TIFF", compression="jpeg"),
    "tiff16Bit.tiff": tiff(words3, photometric="rgb", byteorder=">"),
    "tiffGrey16Bit.tiff": tiff(grey16),
    "tiffPlanes.tiff": tiff(noise.transpose(2, 0, 1), photometric="rgb", planarconfig="separate", bigtiff=True),
    **{f"tiffRotated{o}.tiff": tiff(noise, photometric="rgb", extratags=[(274, "H", 1, o, True)]) for o in (2, 3, 6, 8)},
    "gifPalette.gif": saved(rgb, "GIF"),
    "gifInterlaced.gif": framed(saved(rgb.convert("P", palette=Image.ADAPTIVE), "GIF", interlace=1), 2, 3, 5),
    "gifTransparent.gif": framed(saved(transparent, "GIF"), 1, 0, 3),
    "gifAnimated.gif": saved(rgb, "GIF", save_all=True, append_images=[picture.resize((W, H))], duration=10),
    "webPAnimated.webp": saved(rgb, "WEBP", save_all=True, append_images=[picture.resize((W, H))], duration=10),
    "jp2Color.jp2": saved(rgb, "JPEG2000"),
    "jp2Lossy.jp2": saved(picture, "JPEG2000", quality_mode="rates", quality_layers=[8], irreversible=True),
    "jp2Alpha.jp2": saved(alpha, "JPEG2000"),
    "jp2Grey.jp2": saved(rgb.convert("L"), "JPEG2000"),
    "jp2Stream.j2k": saved(rgb, "JPEG2000", no_jp2=True),
    "jp216Bit.jp2": cv2.imencode(".jp2", np.tile(words3, (8, 6, 1)))[1].tobytes(),
    "avifColor420.avif": saved(picture, "AVIF", quality=80, subsampling="4:2:0"),
    "avifColor444.avif": saved(picture, "AVIF", quality=60, subsampling="4:4:4", range="limited"),
    "avifGrey.avif": saved(picture.convert("L"), "AVIF", subsampling="4:0:0"),
    "avifAlpha.avif": saved(Image.merge("RGBA", (*picture.split(), picture.getchannel(0))), "AVIF"),
}
undecoded = {
    "heicColor.heic": saved(picture, "HEIF", quality=90),
    "tiffFloat.tiff": tiff(noise.astype(np.float32), photometric="rgb"),
    "webPRotated.webp": saved(rgb, "WEBP", lossless=True, exif=exif(8)),
    "pngRotated.png": saved(rgb, "PNG", exif=exif(3)),
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
