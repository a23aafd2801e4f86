import Core
import Detections
import FrameveilTesting
import Geometry
import Media
@testable import Pipeline
import Reporting
import Testing
import Tracking

/// Scenes that are shorter than the sampling interval of a given response may have no sample: they are never clear.
@Suite(.blocking) struct UnsampledSceneTests {
  /// Samples of a response, at known times.
  private actor ResponseSamples: SampleSource {
    private var rest: ArraySlice<DetectionSample>
    private(set) var counts = SampleCounts()

    init(_ samples: [DetectionSample]) { rest = samples[...] }

    func observe(_ frame: TimedFrame, sceneStart: SceneStart) {}

    func next(upTo time: MediaTime) -> DetectionSample? {
      guard let sample = rest.first, sample.time <= time else { return nil }
      return rest.popFirst()
    }
  }

  /// How the cuts of a run become known.
  enum Cuts: CaseIterable { case pixels, segments }

  /// A video of 25 frames a second: shots with a face each, and samples at a rate.
  private struct Video {
    let shots: [Range<Int>]
    let samples: [DetectionSample]

    init(shortest: Int, longest: Int, rate: Double, seed: UInt64) {
      var random = SplitMix(seed: seed)
      var shots: [Range<Int>] = []
      while shots.last.map({ $0.upperBound < 150 }) ?? true {
        let start = shots.last?.upperBound ?? 0
        shots.append(start..<start + Int.random(in: shortest...longest, using: &random))
      }
      self.shots = shots
      let frames = shots.last?.upperBound ?? 0
      // Samples are of frames.
      let sampled = (0...).lazy.map { Int((25 * Double($0) / rate).rounded(.up)) }.prefix { $0 < frames }
      samples = sampled.map { frame in
        let shot = shots.firstIndex { $0.contains(frame) } ?? 0
        return DetectionSample(time: Self.time(frame), boxes: [DetectedBox(box: Self.face(shot))])
      }
    }

    init(shots: [Range<Int>], samples: [DetectionSample]) { (self.shots, self.samples) = (shots, samples) }

    static func time(_ frame: Int) -> MediaTime { MediaTime(nanoseconds: Int64(frame) * 40_000_000) }

    static func face(_ shot: Int) -> Box {
      Box(left: 0.05 + 0.2 * Double(shot % 4), top: 0.1 + 0.25 * Double(shot % 3), width: 0.1, height: 0.15)
    }

    func isSampled(_ shot: Int) -> Bool {
      let span = Self.time(shots[shot].lowerBound)..<Self.time(shots[shot].upperBound)
      return samples.contains { span.contains($0.time) }
    }

    var segments: SceneCuts {
      get throws {
        let list = shots.map { #"{"Type":"SHOT","StartTimestampMillis":\#(40 * $0.lowerBound)}"# }
        var rest: [UInt8]? = Array(
          #"{"JobStatus":"SUCCEEDED","Segments":[\#(list.joined(separator: ","))]}"#.utf8)
        return try SceneCuts { buffer in
          buffer += rest ?? []
          rest = nil
        }
      }
    }
  }

  private func located(_ video: Video, _ cuts: Cuts) async throws -> [LocatedFrame] {
    let (frames, format) = try await LocatorTests.sceneFrames()
    let locator = Locator(
      samples: ResponseSamples(video.samples), decidesWithinWindow: false,
      cuts: CutSource(cuts == .segments ? try video.segments : nil), tracking: TrackerOptions(),
      lookAhead: LookAhead(format: format, bytes: 128 << 20, decidesWithinWindow: false), guide: nil)
    var located: [LocatedFrame] = []
    for (shot, range) in video.shots.enumerated() {
      for frame in range {
        located += try await locator.process(
          TimedFrame(frames[shot % 2], at: Video.time(frame), isDiscontinuity: false))
      }
    }
    while let item = try await locator.drain() { located.append(item) }
    return located
  }

  private static func contains(_ item: LocatedFrame, _ face: Box) -> Bool {
    item.redactionBoxes.contains { ($0.box.intersection(face)?.area ?? 0) > 0.99 * face.area }
  }

  private func check(_ video: Video, _ located: [LocatedFrame]) {
    let sampled = video.shots.indices.filter(video.isSampled)
    for (shot, frames) in video.shots.enumerated() {
      guard !sampled.contains(shot) else {
        for frame in frames { #expect(!located[frame].redactionBoxes.isEmpty, "frame \(frame)") }
        continue
      }
      let sides = [sampled.last { $0 < shot }, sampled.first { $0 > shot }].compactMap(\.self)
      for frame in frames {
        #expect(located[frame].isUnsampled, "frame \(frame)")
        let isCovered = sides.map { Self.contains(located[frame], Video.face($0)) }
        #expect(!isCovered.contains(false), "frame \(frame), shot \(shot)")
      }
    }
  }

  @Test(arguments: [1.0, 2, 3, 5, 10], UInt64(1)...8)
  func `a scene without a sample takes the boxes of both sides and is a review item`(
    rate: Double, seed: UInt64
  ) async throws {
    // Cuts are detected 0.7 s ahead, which is less than a sampling interval of 1 s: one side may be missing then.
    for cuts in Cuts.allCases where cuts == .segments || rate > 1 {
      // Shots of one or two frames look like flashes.
      let shortest = cuts == .pixels ? 4 : 1
      let video = Video(shortest: shortest, longest: shortest + Int(seed) * 3, rate: rate, seed: seed)
      let located = try await located(video, cuts)
      check(video, located)
      var log = CoverageLog(policy: .accept)
      for item in located { _ = log.process(item.covered) }
      let items = log.finish().weakSpots.filter { $0.kind == .unsampledScene }
      let unsampled = video.shots.indices.filter { !video.isSampled($0) }
      #expect(items.map(\.start) == unsampled.map { Video.time(video.shots[$0].lowerBound) })
    }
  }

  @Test func `with hide-frame it is redacted whole`() async throws {
    let video = Video(shortest: 1, longest: 9, rate: 2, seed: 1)
    for (frame, item) in try await located(video, .segments).enumerated() {
      let shot = try #require(video.shots.firstIndex { $0.contains(frame) })
      #expect(item.isWhollyHidden(by: .hideFrame) == !video.isSampled(shot))
      #expect(!item.isWhollyHidden(by: .linger))
    }
  }

  @Test func `without any face on either side it is a review item`() async throws {
    let shots = Video(shortest: 3, longest: 9, rate: 2, seed: 1)
    let video = Video(
      shots: shots.shots, samples: shots.samples.map { DetectionSample(time: $0.time, boxes: []) })
    let located = try await located(video, .segments)
    #expect(located.allSatisfy { $0.redactionBoxes.isEmpty } && located.contains { $0.isUnsampled })
  }
}
