import FrameveilTesting
import Testing

/// The redaction of the sample compared with the true face boxes of every frame.
@Suite(.blocking) struct CoverageTests {
  let truth: Truth

  init() throws { truth = try Truth.load() }

  /// The redacted share of one true face on one frame.
  struct Sight {
    var frame: Int
    var face: Int
    var share: Double
  }

  /// No pixel of the sample is near black, so a dark pixel is a redacted one.
  private func sights(_ path: String) throws -> [Sight] {
    let video = try LumaFrames(path, width: 1280, height: 720)
    var sights: [Sight] = []
    for frame in truth.frames {
      let found = video.next { luma in
        frame.faces.filter { $0.visible > 0 }.map { face in
          let (x, y) = face.box.pixels(width: luma.width, height: luma.height)
          return Sight(frame: frame.frame, face: face.id, share: luma.share(x: x, y: y) { $0 < 28 })
        }
      }
      sights += try #require(found, "the video ends before frame \(frame.frame)")
    }
    return sights
  }

  @Test func `every true face is redacted on every frame, with two samples per second`() throws {
    let sights = try sights(SampleRun.folder + "/out.mp4")
    let shares = sights.map(\.share)
    let mean = shares.reduce(0, +) / Double(shares.count)
    let lowest = shares.min() ?? 0
    let full = Double(shares.count { $0 >= 0.95 }) / Double(shares.count)
    print(
      "coverage of \(shares.count) true face-frames: least \(lowest), mean \(mean), at least 95 %: \(full)")
    for sight in sights {
      #expect(sight.share >= 0.95, "face \(sight.face) on frame \(sight.frame)")
    }
  }

  @Test func `the default blur leaves no detail inside a true face`() throws {
    let folder = try TemporaryFolder()
    let sample = try ShortSample.threeFaces
    let outcome = try blur(sample.video, sample.detections, folder("out.mp4"))
    try #require(outcome.code == 0, "\(outcome.errors)")
    let before = try LumaFrames(sample.video, width: 1280, height: 720)
    let after = try LumaFrames(folder("out.mp4"), width: 1280, height: 720)
    for frame in truth.frames[120..<150] {
      let ratios: [Double]? =
        before.next { old in
          let faces = frame.frame % 5 == 0 ? frame.faces : []
          return after.next { new in faces.map { detail(new, $0.box) / max(1, detail(old, $0.box)) } }
        } ?? nil
      for (ratio, face) in zip(try #require(ratios), frame.faces) {
        #expect(ratio < 0.05, "face \(face.id) on frame \(frame.frame)")
      }
    }
  }

  private func detail(_ luma: Luma, _ box: Truth.Box) -> Double {
    let (x, y) = box.pixels(width: luma.width, height: luma.height)
    return luma.detail(x: x, y: y)
  }
}
