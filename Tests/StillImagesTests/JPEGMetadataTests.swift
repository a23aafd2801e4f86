import FrameveilTesting
import Geometry
import StillImages
import Testing

/// What of a JPEG file's metadata is published: a search of the bytes, and what Pillow reads.
@Suite(.blocking) struct JPEGMetadataTests {
  private struct Metadata: Decodable, Equatable {
    var format: String
    var frames: Int
    var exif: [String: String]
    var gps: Int
    var icc: String
    var dpi: [Int]
    var comment: Bool
    var xmp: Bool
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try ImageJudges.run("metadata.py", ["make", folder.path])
  }

  private func written(_ name: String, keeping names: [String] = []) throws -> (
    bytes: [UInt8], read: Metadata, notes: [String]
  ) {
    let image = try EditableImages.open(
      folder.contents(name), keeping: ImageMetadataPolicy(keepingNames: names))
    let bytes = try image.encoded()
    let path = try folder.write("written.jpg", bytes)
    return (bytes, try ImageJudges.read(Metadata.self, "metadata.py", ["read", path]), image.notes)
  }

  private func source(_ name: String) throws -> Metadata {
    try ImageJudges.read(Metadata.self, "metadata.py", ["read", folder(name)])
  }

  @Test func `nothing that identifies is left, and what displaying needs stays`() throws {
    let before = try source("all.jpg")
    #expect(before.exif["Artist"] != nil && before.gps > 0 && before.xmp && before.comment)
    let (bytes, after, notes) = try written("all.jpg")
    #expect(!ByteArrays.contain("SECRET", in: bytes) && !ByteArrays.contain("2026:11:30", in: bytes))
    #expect(
      Set(after.exif.keys).subtracting(["ExifOffset"])
        == ["Orientation", "XResolution", "YResolution", "ResolutionUnit", "ColorSpace"])
    #expect(after.exif["Orientation"] == "6" && after.gps == 0 && !after.xmp && !after.comment)
    #expect((after.icc, after.dpi) == (before.icc, before.dpi) && !after.icc.isEmpty)
    for word in ["GPS", "MakerNote", "XMP", "comments", "Photoshop", "bytes after the image", "APP5"] {
      #expect(notes.joined().contains(word), "\(word)")
    }
  }

  @Test func `second pictures are gone`() throws {
    #expect(try source("second.jpg").frames == 2)
    let (bytes, after, notes) = try written("second.jpg", keeping: ["all"])
    #expect((after.format, after.frames) == ("JPEG", 1))
    #expect(!ByteArrays.contain("MPF", in: bytes))
    #expect(notes.joined().contains("second pictures"))
  }

  @Test func `what is named stays, and nothing else`() throws {
    let date = try written("all.jpg", keeping: ["exif.DateTime"])
    #expect(date.read.exif["DateTime"] == "2026:11:30 12:00:01" && date.read.exif["DateTimeOriginal"] == nil)
    #expect(!ByteArrays.contain("SECRET", in: date.bytes))
    let position = try written("all.jpg", keeping: ["exif.gps"])
    #expect(position.read.gps == 5 && position.read.exif["Artist"] == nil)
    let texts = try written("all.jpg", keeping: ["xmp", "comment"])
    #expect(texts.read.xmp && texts.read.comment && texts.read.exif["Artist"] == nil)
    let all = try written("all.jpg", keeping: ["all"])
    #expect(all.read.exif["Artist"] == "SECRET artist" && all.read.gps == 5)
    for text in ["maker note", "motion photo", "unknown application", "8BIM"] {
      #expect(!ByteArrays.contain(text, in: all.bytes), "\(text)")
    }
  }

  @Test func `a name that no image has is refused`() {
    #expect(throws: ImageError.self) { try ImageMetadataPolicy(keepingNames: ["exif.datetme"]) }
    #expect(throws: ImageError.self) { try ImageMetadataPolicy(keepingNames: ["location"]) }
  }

  @Test(arguments: 1...8) func `the orientation stays`(value: Int) throws {
    let file = try folder.contents("all.jpg")
    // The tag's entry in big or little endian: 0x0112, SHORT, one value.
    let entries: [([UInt8], [UInt8])] = [
      ([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6], [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(value)]),
      ([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0], [0x12, 0x01, 3, 0, 1, 0, 0, 0, UInt8(value), 0]),
    ]
    let turned = entries.reduce(file) { $0.replacing($1.0, with: $1.1) }
    #expect(value == 6 || turned != file)
    let image = try EditableImages.open(turned)
    let again = try EditableImages.open(try image.encoded())
    #expect(again.orientation == image.orientation)
    #expect(
      image.orientation
        == Orientation(
          quarterTurns: [0, 0, 2, 2, 3, 1, 1, 3][value - 1], isFlipped: [2, 4, 5, 7].contains(value)))
  }
}
