import Detections
import FrameveilTesting
import Geometry
import Media
@testable import Pipeline
import Testing

/// Scene cuts of a video some of whose frames are not decoded.
@Suite(.blocking) struct CutSourceTests {
  /// Three seconds of 25 frames, in groups of ten; the scene changes with the 31st.
  private static func frames(skipping isQuiet: @escaping @Sendable (Int) -> Bool) async throws -> [Frame] {
    let path = try ClipMaker.clip(
      "cut-in-groups.mp4",
      ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=1.2"]
        + ["-f", "lavfi", "-i", "smptebars=size=160x90:rate=25:duration=1.8"]
        + ["-filter_complex", "[0:v][1:v]concat=n=2,format=yuv420p[v]", "-map", "[v]", "-c:v", "libx264"]
        + ["-g", "10", "-bf", "2"])
    let reader = try MediaReader(input: .file(path: path), options: .init(keepsGroups: true))
    _ = try await reader.open()
    await reader.skipGroups { isQuiet(Int(($0.lowerBound.seconds * 25).rounded())) }
    var frames: [Frame] = []
    while let frame = try await reader.nextFrame() { frames.append(frame) }
    await reader.close()
    try #require(frames.count == 75)
    return frames
  }

  /// The cuts found, as numbers of frames, and the frames at which a scene may begin.
  private func cuts(_ frames: [Frame], _ provided: SceneCuts? = nil) throws -> (
    found: [Int], starts: [Int: SceneStart]
  ) {
    var source = CutSource(provided)
    var (found, starts): ([Int], [Int: SceneStart]) = ([], [:])
    for (index, frame) in frames.enumerated() {
      let look = try source.look(at: TimedFrame(frame, at: frame.time, isDiscontinuity: false))
      if let cut = look.cut { found.append(Int((cut.time.seconds * 25).rounded())) }
      if look.start != .no { starts[index] = look.start }
    }
    return (found, starts)
  }

  @Test func `the cut is found when all is decoded, or what is skipped is elsewhere`() async throws {
    let all = try await Self.frames { _ in false }
    #expect(all.allSatisfy { $0.isDecoded })
    #expect(try cuts(all).found == [30])
    let later = try await Self.frames { $0 >= 50 }
    #expect(later.indices.filter { !later[$0].isDecoded } == Array(50..<75))
    #expect(try cuts(later).found == [30])
  }

  @Test func `frames around skipped ones are not compared`() async throws {
    let frames = try await Self.frames { (20..<50).contains($0) }
    #expect(frames.indices.filter { !frames[$0].isDecoded } == Array(20..<50))
    let cuts = try cuts(frames)
    #expect(cuts.found == [] && cuts.starts == [:])
  }

  @Test func `known cuts among skipped frames are told`() async throws {
    let frames = try await Self.frames { (20..<50).contains($0) }
    var shots = Array(
      #"{"JobStatus":"SUCCEEDED","Segments":[{"Type":"SHOT","StartTimestampMillis":1200,"ShotSegment":{}}]}"#
        .utf8)
    let provided = try SceneCuts { buffer in
      buffer += shots
      shots = []
    }
    let cuts = try cuts(frames, provided)
    #expect(cuts.found == [] && cuts.starts == [30: .provided])
  }
}
