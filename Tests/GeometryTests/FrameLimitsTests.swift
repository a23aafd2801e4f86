import Geometry
import Testing

/// How large what is decoded may be.
@Suite struct FrameLimitsTests {
  @Test(arguments: [(1, 1), (7680, 4320), (15_360, 8640), (16_384, 8192), (1, 16_384)])
  func `what people film is allowed`(width: Int, height: Int) {
    #expect(FrameLimits.video.allow(FrameSize(width: width, height: height)))
  }

  @Test(arguments: [
    (0, 1), (1, 0), (-1, -1), (.min, .min), (30_000, 30_000), (16_385, 1), (1, 16_385), (16_384, 8193),
    (65_535, 65_535), (.max, .max), (1 << 32, 1 << 32),
  ]) func `what only a header says is not`(width: Int, height: Int) {
    #expect(!FrameLimits.video.allow(width: width, height: height))
    #expect(!FrameLimits.image.allow(width: width, height: height))
  }
}
