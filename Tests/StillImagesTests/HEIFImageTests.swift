import FrameveilTesting
import Geometry
import StillImages
import Testing

/// Changed HEIC files, as Pillow sees them.
@Suite(.blocking) struct HEIFImageTests {
  /// Sides that are odd or below 64 are coded larger, and cropped.
  @Test(arguments: [("80", "66"), ("81", "67"), ("61", "47")])
  func `changes of a page stay while other pages are read and changed`(width: String, height: String) throws {
    let folder = try TemporaryFolder()
    try ImageJudges.run("formats.py", ["pages", folder("pages.heic"), width, height])
    let image = try EditableImages.open(folder.contents("pages.heic"))
    try #require(image.frames.count == 3)
    let (first, second) = (
      PixelRect(x: 16, y: 8, width: 16, height: 16), PixelRect(x: 40, y: 30, width: 9, height: 9)
    )
    for (frame, part) in [(0, first), (2, first), (0, second)] {
      try image.edit(frame: frame, in: [part]) { $0.fill(part, luma: 1) }
      for other in image.frames.indices { try image.read(frame: other) { _ in } }
    }
    let result = try folder.write("result.heic", image.encoded())
    let seen = try ImageJudges.read([[Bool]].self, "formats.py", ["white", result, "20", "12", "44", "34"])
    #expect(seen == [[true, true], [false, false], [true, false]])
  }
}
