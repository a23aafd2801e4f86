import FrameveilTesting
import Testing

/// The pixels of an output.
@Suite(.blocking) struct PixelTests {
  private let corner = (x: 0..<57, y: 0..<57)

  @Test func `pixels inside the box change, and others stay`() throws {
    let folder = try TemporaryFolder()
    let input = try Clip.ntscWithBFrames.path
    let (before, after) = try (LumaFrames(input), LumaFrames(blurred(input, folder, to: "out.mp4")))
    var frames = 0
    while let errors = before.next({ old in
      after.next { new in
        (
          outside: old.meanSquaredDifference(new, x: 100..<320, y: 80..<240),
          inside: old.meanSquaredDifference(new, x: 6..<54, y: 5..<52)
        )
      }
    }) ?? nil {
      frames += 1
      // 35 dB and 20 dB of PSNR.
      #expect(errors.outside < 20.6)
      #expect(errors.inside > 650)
    }
    #expect(frames == 60)
  }

  /// A box in the top left corner of the displayed frame of a rotated video.
  @Test(arguments: [0, 90, 180, 270], [Container.mp4, .mov, .fragmented])
  func `rotation is preserved, and boxes refer to the displayed frame`(degrees: Int, container: Container)
    throws
  {
    let folder = try TemporaryFolder()
    let turn = ["-c", "copy", "-an", "-metadata:s:v", "rotate=\(degrees)"]
    let input = try ClipMaker.clip("turned\(degrees).mp4", ["-i", Clip.ntscWithBFrames.path] + turn)
    let options = ["--effect", "solid", "--feather", "0", "--margin", "0"] + container.options
    let output = try blurred(input, folder, to: container.fileName, options)
    #expect(
      try MediaProbe.video(output, ["width", "height"]) == MediaProbe.video(input, ["width", "height"]))
    let video = try LumaFrames(output)
    let (width, height) = (video.width, video.height)
    let shares = video.next { luma in
      [
        luma.share(x: width / 40..<width / 7, y: height / 40..<height / 5) { $0 < 28 },
        luma.share(x: width / 2..<width, y: 0..<height) { $0 < 28 },
        luma.share(x: 0..<width, y: height / 2..<height) { $0 < 28 },
      ]
    }
    let found = try #require(shares)
    #expect(found[0] > 0.99)
    #expect(found[1] < 0.25)
    #expect(found[2] < 0.25)
  }

  @Test func `a rotated video is refused for a container without rotation`() throws {
    let folder = try TemporaryFolder()
    let turn = ["-c", "copy", "-an", "-metadata:s:v", "rotate=90"]
    let input = try ClipMaker.clip("turned90.mp4", ["-i", Clip.ntscWithBFrames.path] + turn)
    let outcome = try blur(input, folder.write("faces.json", DetectionResponse.corner), folder("out.mkv"))
    #expect(outcome.code == 78)
    #expect(outcome.errors.contains("rotation"))
  }

  @Test(arguments: ["solid", "blur", "pixelate"], ["box", "ellipse"])
  func `every effect and shape redacts a box that fills the frame`(effect: String, shape: String) throws {
    let folder = try TemporaryFolder()
    let input = try Clip.ntscWithBFrames.path
    let detections = try folder.write("all.json", DetectionResponse.text([[-0.5, -0.5, 2, 2]]))
    let outcome = try blur(input, detections, folder("out.mp4"), ["--effect", effect, "--shape", shape])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let (before, after) = try (LumaFrames(input), LumaFrames(folder("out.mp4")))
    let all = (x: 0..<320, y: 0..<240)
    let detail = { (luma: Luma) in luma.detail(x: all.x, y: all.y) }
    let ratio = before.next { old in after.next { new in detail(new) / detail(old) } } ?? nil
    #expect(try #require(ratio) < 0.05)
  }
}
