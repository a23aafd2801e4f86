import FrameveilTesting
import Geometry
import StillImages
import Testing

/// Thumbnails as other decoders see them.
@Suite(.blocking) struct JPEGEncoderTests {
  @Test(arguments: [(1, 1), (7, 5), (68, 96), (96, 1), (95, 33)] as [(Int, Int)])
  func `ffmpeg decodes the planes that were encoded`(width: Int, height: Int) throws {
    let count = width * height
    // A gradient, since noise does not survive JPEG; chroma differs from luma and from each other.
    let planes = (0..<3).flatMap { plane in
      (0..<count).map { UInt8(40 + plane * 60 + ($0 % width) / 2 + ($0 / width) / 2) }
    }
    let file = try #require(JPEGEncoder.encode(planes, size: FrameSize(width: width, height: height)))
    #expect(JPEGEncoder.encode(planes, size: FrameSize(width: width, height: height)) == file)
    let folder = try TemporaryFolder()
    let path = try folder.write("a.jpg", file)
    let decoded = try Program(["ffmpeg", "-v", "error", "-i", path, "-f", "rawvideo", "-"]).runTool()
    #expect(decoded.count == planes.count)
    #expect(zip(decoded, planes).allSatisfy { abs(Int($0) - Int($1)) <= 3 })
    #expect(try MediaProbe.video(path, ["pix_fmt"])["pix_fmt"] == "yuvj444p")
  }

  @Test func `a size that JPEG cannot express is refused`() {
    #expect(JPEGEncoder.encode([], size: FrameSize(width: 0, height: 5)) == nil)
    let wide = FrameSize(width: 65_501, height: 1)
    #expect(JPEGEncoder.encode(Array(repeating: 0, count: 3 * wide.width), size: wide) == nil)
  }
}
