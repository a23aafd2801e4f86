import Core
import Detections
import FrameveilTesting
import Geometry
import Media
@testable import Pipeline
import Testing
import Tracking

/// Redaction boxes lie on the face on every frame, whatever the PTS are. A scripted detector knows the face on
/// each frame that it samples; everything from there to the boxes is the real code.
@Suite(.blocking) struct LocatorTests {
  /// A frame of each of two clearly different scenes.
  static func sceneFrames() async throws -> (frames: [Frame], format: FrameFormat) {
    let sources = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=0.04"]
    let other = ["-f", "lavfi", "-i", "smptebars=size=160x90:rate=25:duration=0.04"]
    let join = ["-filter_complex", "[0:v][1:v]concat=n=2,format=yuv420p[v]", "-map", "[v]"]
    let clip = try ClipMaker.clip("two-scenes.mkv", sources + other + join + ["-c:v", "ffv1"])
    let reader = try MediaReader(input: .file(path: clip))
    let description = try await reader.open()
    var frames: [Frame] = []
    while let frame = try await reader.nextFrame() { frames.append(frame) }
    await reader.close()
    try #require(frames.count == 2)
    return (frames, description.format)
  }

  /// The face: it moves slowly, and is elsewhere in the other scene.
  private static func face(_ frame: Int, scene: Int) -> Box {
    let shift = 0.0005 * Double(frame)
    return Box(left: (scene.isMultiple(of: 2) ? 0.1 : 0.7) + shift, top: 0.3, width: 0.12, height: 0.2)
  }

  /// The share of the face that is redacted on each frame; `scenes` holds the scene of each frame.
  private func shares(_ times: [MediaTime], scenes: [Int], isGuided: Bool) async throws -> [Double] {
    let faces = times.indices.map { Self.face($0, scene: scenes[$0]) }
    let located = try await located(times, scenes: scenes, faces, CutSource(nil), isGuided: isGuided)
    return zip(located, faces).map { item, face in
      item.redactionBoxes.map { ($0.box.intersection(face)?.area ?? 0) / face.area }.max() ?? 0
    }
  }

  /// The located frames of a run over the given scenes and faces.
  private func located(
    _ times: [MediaTime], scenes: [Int], _ faces: [Box], _ cuts: CutSource, isGuided: Bool
  ) async throws -> [LocatedFrame] {
    let (sceneFrames, format) = try await Self.sceneFrames()
    var clock = TimestampNormalizer()
    var frames: [TimedFrame] = []
    var known: [MediaTime: Box] = [:]
    for (index, time) in times.enumerated() {
      let scene = scenes[index]
      let isDiscontinuity = index > 0 && time < times[index - 1]
      let frame = TimedFrame(
        sceneFrames[scene % 2], at: clock.timestamp(of: time), isDiscontinuity: isDiscontinuity)
      frames.append(frame)
      known[frame.timestamp] = faces[index]
    }
    let samples = DetectorSamples(rate: 5) { [known] frame, _ in
      DetectionSample(
        time: frame.timestamp, boxes: known[frame.timestamp].map { [DetectedBox(box: $0)] } ?? [])
    }
    var tracking = TrackerOptions()
    tracking.minInterval = MediaTime(nanoseconds: 200_000_000)
    let locator = Locator(
      samples: samples, decidesWithinWindow: true, cuts: cuts, tracking: tracking,
      lookAhead: LookAhead(format: format, bytes: 128 << 20, decidesWithinWindow: true),
      guide: isGuided ? FlowGuide(orientation: .identity) : nil)
    var located: [LocatedFrame] = []
    for frame in frames { located += try await locator.process(frame) }
    while let item = try await locator.drain() { located.append(item) }
    #expect(located.map(\.timestamp) == frames.map(\.timestamp))
    return located
  }

  @Test(arguments: [25, 28, 30, 33])
  func `a track ends where its pixels stop matching the face, although no cut is provided`(cut: Int)
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
  func `no frame is unredacted within a scene, whatever the PTS do`(seed: UInt64) async throws {
    let times = FrameTimes.generated(seed: seed, goesBack: false)
    let shares = try await shares(times, scenes: times.map { _ in 0 }, isGuided: seed == 1)
    for (frame, share) in shares.enumerated() { #expect(share > 0.99, "frame \(frame) at \(times[frame])") }
  }

  @Test(arguments: UInt64(1)...12)
  func `no frame is unredacted where the PTS go back to another scene`(seed: UInt64) async throws {
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
  func `no frame is unredacted at a cut between frames with equal PTS`(repeats: Int, place: Int) async throws
  {
    // The frames from 30 + place on have equal PTS; the scene changes at frame 30.
    var time: Int64 = 0
    let times = (0..<60).map { index in
      if !(30 + place..<30 + place + repeats).contains(index), index > 0 { time += 40_000_000 }
      return MediaTime(nanoseconds: time)
    }
    let shares = try await shares(times, scenes: times.indices.map { $0 < 30 ? 0 : 1 }, isGuided: place == 0)
    for (frame, share) in shares.enumerated() { #expect(share > 0.99, "frame \(frame)") }
  }
}
