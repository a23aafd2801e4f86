"""Makes image files full of metadata that identify, and reads what a file has, by Pillow.

  metadata.py make FOLDER      all.jpg; second.jpg, an MPO with a second picture
  metadata.py read FILE

Every text that must not be published contains SECRET. `read` prints JSON.
"""
import hashlib
import json
import pathlib
import sys

from PIL import ExifTags, Image, ImageCms

GPS = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0), 29: "SECRET:01:01"}


def exif(orientation):
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.XResolution] = tags[ExifTags.Base.YResolution] = 300.0
    tags[ExifTags.Base.ResolutionUnit] = 2
    tags[ExifTags.Base.Make], tags[ExifTags.Base.Model] = "SECRET make", "SECRET model"
    tags[ExifTags.Base.Artist], tags[ExifTags.Base.Copyright] = "SECRET artist", "SECRET owner"
    tags[ExifTags.Base.DateTime] = "2026:11:30 12:00:01"
    tags[ExifTags.Base.ImageDescription] = "SECRET description"
    details = tags.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.MakerNote] = b"SECRET maker note"
    details[ExifTags.Base.BodySerialNumber] = "SECRET serial"
    details[ExifTags.Base.CameraOwnerName] = "SECRET camera owner"
    details[ExifTags.Base.DateTimeOriginal] = "2026:11:30 12:00:00"
    details[ExifTags.Base.UserComment] = b"ASCII\0\0\0SECRET comment"
    details[ExifTags.Base.ColorSpace] = 1
    tags.get_ifd(ExifTags.IFD.GPSInfo).update(GPS)
    return tags


def segment(marker, content):
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


def make(folder):
    folder = pathlib.Path(folder)
    picture = Image.effect_mandelbrot((96, 64), (-2, -1, 1, 1), 60).convert("RGB")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture.save(
        folder / "plain.jpg", quality=90, exif=exif(6), icc_profile=profile, dpi=(300, 300), comment=b"SECRET comment",
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRET xmp</x:xmpmeta>")
    file = (folder / "plain.jpg").read_bytes()
    thumbnail = b"JFXX\0\x13" + bytes([1, 1]) + b"\1\2\3SECRET"
    extra = (segment(0xE0, thumbnail) + segment(0xED, b"Photoshop 3.0\x008BIM\4\4\0\0\0\0\0\6SECRET")
             + segment(0xE5, b"SECRET of an unknown application"))
    (folder / "all.jpg").write_bytes(file[:2] + extra + file[2:] + b"ftypmp42 SECRET motion photo")
    picture.save(folder / "second.jpg", format="MPO", save_all=True, append_images=[picture.rotate(90)], quality=90,
                 exif=exif(1))
    (folder / "plain.jpg").unlink()


def read(path):
    with Image.open(path) as image:
        tags = image.getexif()
        names = {ExifTags.TAGS.get(tag, str(tag)): str(value) for tag, value in tags.items()}
        names |= {ExifTags.TAGS.get(tag, str(tag)): str(value) for tag, value in tags.get_ifd(ExifTags.IFD.Exif).items()}
        profile = image.info.get("icc_profile")
        return {
            "format": image.format, "frames": getattr(image, "n_frames", 1), "exif": names,
            "gps": len(tags.get_ifd(ExifTags.IFD.GPSInfo)),
            "icc": hashlib.sha256(profile).hexdigest() if profile else "",
            "dpi": [round(float(one)) for one in image.info.get("dpi", ())],
            "comment": bool(image.info.get("comment")), "xmp": bool(image.info.get("xmp")),
        }


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    print(json.dumps(read(sys.argv[2])))
