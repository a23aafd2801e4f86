import Geometry
import Testing

@Suite struct FrameLimitsTests {
  @Test(arguments: [(1, 1), (7680, 4320), (15_360, 8640), (16_384, 8192), (1, 16_384)])
  func `sizes of real videos are allowed`(width: Int, height: Int) {
    #expect(FrameLimits.video.allow(FrameSize(width: width, height: height)))
  }

  @Test(arguments: [
    (0, 1), (1, 0), (-1, -1), (.min, .min), (30_000, 30_000), (16_385, 1), (1, 16_385), (16_384, 8193),
    (65_535, 65_535), (.max, .max), (1 << 32, 1 << 32),
  ]) func `implausible sizes are rejected`(width: Int, height: Int) {
    #expect(!FrameLimits.video.allow(width: width, height: height))
    #expect(!FrameLimits.image.allow(width: width, height: height))
  }
}
