import FrameveilTesting
import Testing

/// The basic cases of face redaction.
@Suite(.blocking) struct BasicTests {
  private static let source = Clip.source("320x240", "30000/1001") + Clip.h264("yuv420p")

  @Test(arguments: ["mp4", "mov"], [true, false])
  func `MP4 and QuickTime, with and without audio`(kind: String, hasSound: Bool) throws {
    let folder = try TemporaryFolder()
    let sound = hasSound ? ["-c:a", "aac"] : ["-an"]
    let input = try ClipMaker.clip("everyday-\(hasSound).\(kind)", Self.source + sound)
    let output = try blurred(input, folder, to: "out.\(kind)")
    #expect(try MediaProbe.frameTimes(output) == MediaProbe.frameTimes(input))
    #expect(try MediaProbe.video(output, ["r_frame_rate"])["r_frame_rate"] == "30000/1001")
    #expect(try MediaProbe.streamCount(output, "a") == (hasSound ? 1 : 0))
    if hasSound { #expect(try MediaProbe.packetHashes(output) == MediaProbe.packetHashes(input)) }
  }

  @Test func `boxes beyond the frame borders are clipped and redacted`() throws {
    let boxes = [
      [-0.1, 0.4, 0.2, 0.2], [0.9, 0.4, 0.2, 0.2], [0.4, -0.1, 0.2, 0.2], [0.4, 0.9, 0.2, 0.2],
    ]
    let (across, down) = (130..<190, 98..<142)
    let black = try blackShares(
      boxes, [(0..<30, down), (290..<320, down), (across, 0..<22), (across, 218..<240)])
    #expect(black.allSatisfy { $0.inside > 0.99 && $0.elsewhere < 0.1 }, "\(black)")
  }

  @Test func `a face of two pixels is redacted`() throws {
    let black = try blackShares([[160 / 320, 120 / 240, 2 / 320, 2 / 240]], [(160..<162, 120..<122)])
    #expect(black.allSatisfy { $0.inside == 1 }, "\(black)")
  }

  /// For each frame of a white video, the black share of some regions, and of the middle third of the frame beside its
  /// centre.
  private func blackShares(
    _ boxes: [[Double]], _ places: [(Range<Int>, Range<Int>)]
  ) throws -> [(inside: Double, elsewhere: Double)] {
    let folder = try TemporaryFolder()
    let white = ["-f", "lavfi", "-i", "color=white:size=320x240:rate=25:duration=2"]
    let input = try ClipMaker.clip("white.mp4", white + Clip.h264("yuv420p"))
    let detections = try folder.write("faces.json", DetectionResponse.text(boxes))
    let outcome = try blur(input, detections, folder("out.mp4"), ["--effect", "solid"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let after = try LumaFrames(folder("out.mp4"))
    var shares: [(Double, Double)] = []
    while let share = after.next({ luma in
      (
        places.map { luma.share(x: $0.0, y: $0.1) { $0 < 60 } }.min() ?? 0,
        luma.share(x: 60..<120, y: 60..<180) { $0 < 60 }
      )
    }) { shares.append(share) }
    #expect(shares.count == 50)
    return shares.map { (inside: $0.0, elsewhere: $0.1) }
  }
}
