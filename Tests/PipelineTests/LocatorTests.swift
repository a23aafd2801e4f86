import Core
import Detections
import FrameveilTesting
import Geometry
import Media
@testable import Pipeline
import Testing
import Tracking

/// Covers follow frames, whatever their times: a detector that knows where the face is on each frame it looks at,
/// and the whole way from there to the covers.
@Suite(.blocking) struct LocatorTests {
  /// A picture of each of two scenes that nobody takes for one.
  private static func pictures() async throws -> (frames: [Frame], format: FrameFormat) {
    let sources = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=0.04"]
    let other = ["-f", "lavfi", "-i", "smptebars=size=160x90:rate=25:duration=0.04"]
    let join = ["-filter_complex", "[0:v][1:v]concat=n=2,format=yuv420p[v]", "-map", "[v]"]
    let clip = try ClipMaker.clip("two-pictures.mkv", sources + other + join + ["-c:v", "ffv1"])
    let reader = try MediaReader(input: .file(path: clip))
    let description = try await reader.open()
    var frames: [Frame] = []
    while let frame = try await reader.nextFrame() { frames.append(frame) }
    await reader.close()
    try #require(frames.count == 2)
    return (frames, description.format)
  }

  /// Where the face is: it goes slowly, and stands elsewhere in the other scene.
  private static func face(_ frame: Int, scene: Int) -> Box {
    let way = 0.0005 * Double(frame)
    return Box(left: (scene.isMultiple(of: 2) ? 0.1 : 0.7) + way, top: 0.3, width: 0.12, height: 0.2)
  }

  /// How much of the face is covered on each frame; `scenes` tells which scene each is of.
  private func shares(_ times: [MediaTime], scenes: [Int], isGuided: Bool) async throws -> [Double] {
    let faces = times.indices.map { Self.face($0, scene: scenes[$0]) }
    let located = try await located(times, scenes: scenes, faces, CutSource(nil), isGuided: isGuided)
    return zip(located, faces).map { item, face in
      item.redactionBoxes.map { ($0.box.intersection(face)?.area ?? 0) / face.area }.max() ?? 0
    }
  }

  /// What a run makes of frames that show scenes and faces.
  private func located(
    _ times: [MediaTime], scenes: [Int], _ faces: [Box], _ cuts: CutSource, isGuided: Bool
  ) async throws -> [LocatedFrame] {
    let (pictures, format) = try await Self.pictures()
    var clock = InstantClock()
    var frames: [TimedFrame] = []
    var known: [MediaTime: Box] = [:]
    for (index, time) in times.enumerated() {
      let scene = scenes[index]
      let startsAnew = index > 0 && time < times[index - 1]
      let frame = TimedFrame(pictures[scene % 2], at: clock.instant(of: time), startsAnew: startsAnew)
      frames.append(frame)
      known[frame.instant] = faces[index]
    }
    let samples = DetectorSamples(rate: 5) { [known] frame in
      DetectionSample(time: frame.instant, boxes: known[frame.instant].map { [DetectedBox(box: $0)] } ?? [])
    }
    var tracking = TrackerOptions()
    tracking.leastInterval = MediaTime(nanoseconds: 200_000_000)
    let locator = Locator(
      samples: samples, decidesWithinWindow: true, cuts: cuts, tracking: tracking,
      lookAhead: LookAhead(format: format, bytes: 128 << 20, decidesWithinWindow: true),
      guide: isGuided ? FlowGuide(orientation: .identity) : nil)
    var located: [LocatedFrame] = []
    for frame in frames { located += try await locator.admit(frame) }
    while let item = try await locator.drain() { located.append(item) }
    #expect(located.map(\.instant) == frames.map(\.instant))
    return located
  }

  @Test(arguments: [25, 28, 30, 33])
  func `a track ends where its pixels stop being the same face, though no cut is provided`(cut: Int)
    async throws
  {
    let shots = """
      {"JobStatus":"SUCCEEDED","VideoMetadata":[{"Codec":"h264"}],
      "Segments":[{"Type":"SHOT","StartTimestampMillis":0}]}
      """
    var rest: [UInt8]? = Array(shots.utf8)
    let cuts = try SceneCuts { buffer in
      buffer += rest ?? []
      rest = nil
    }
    let times = (0..<60).map { MediaTime(nanoseconds: $0 * 40_000_000) }
    let face = Box(left: 0.4, top: 0.3, width: 0.2, height: 0.3)
    let located = try await located(
      times, scenes: times.indices.map { $0 < cut ? 0 : 1 }, times.map { _ in face }, CutSource(cuts),
      isGuided: true)
    for (frame, item) in located.enumerated() {
      #expect(Set(item.redactionBoxes.map(\.track)) == [frame < cut ? 0 : 1], "frame \(frame)")
    }
  }

  @Test(arguments: UInt64(1)...12)
  func `no frame is bare in one scene, whatever the times do`(seed: UInt64) async throws {
    let times = FrameTimes.generated(seed: seed, goesBack: false)
    let shares = try await shares(times, scenes: times.map { _ in 0 }, isGuided: seed == 1)
    for (frame, share) in shares.enumerated() { #expect(share > 0.99, "frame \(frame) at \(times[frame])") }
  }

  @Test(arguments: UInt64(1)...12)
  func `no frame is bare where times go back to another scene`(seed: UInt64) async throws {
    let times = FrameTimes.generated(seed: seed)
    var scene = 0
    let scenes = times.indices.map { index -> Int in
      if index > 0, times[index] < times[index - 1] { scene += 1 }
      return scene
    }
    let shares = try await shares(times, scenes: scenes, isGuided: seed == 2)
    for (frame, share) in shares.enumerated() { #expect(share > 0.99, "frame \(frame) at \(times[frame])") }
  }

  @Test(arguments: 1...3, [-1, 0, 1])
  func `no frame is bare at a cut between frames that share a time`(repeats: Int, place: Int) async throws {
    // Frames 30 + place and those after it stand at one time; the scene changes at frame 30.
    var time: Int64 = 0
    let times = (0..<60).map { index in
      if !(30 + place..<30 + place + repeats).contains(index), index > 0 { time += 40_000_000 }
      return MediaTime(nanoseconds: time)
    }
    let shares = try await shares(times, scenes: times.indices.map { $0 < 30 ? 0 : 1 }, isGuided: place == 0)
    for (frame, share) in shares.enumerated() { #expect(share > 0.99, "frame \(frame)") }
  }
}
