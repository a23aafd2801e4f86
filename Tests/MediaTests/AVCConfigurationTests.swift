import FrameveilTesting
@testable import Media
import Testing

/// Codec headers as x264 writes them, read and merged.
@Suite(.blocking) struct AVCConfigurationTests {
  /// The codec header of a clip coded with these options.
  private func header(_ name: String, _ options: [String]) async throws -> [UInt8] {
    try await CodedClip("avc-\(name)", options).description.video.parameters.extradata
  }

  private func configuration(_ name: String, _ options: [String]) async throws -> AVCConfiguration {
    try #require(AVCConfiguration(try await header(name, options)))
  }

  @Test(arguments: [
    [], ["-pix_fmt", "yuv422p"], ["-pix_fmt", "yuv444p"], ["-profile:v", "baseline"],
    ["-pix_fmt", "yuv420p10"],
  ])
  func `a record is written as x264 and libavformat wrote it`(options: [String]) async throws {
    let header = try await header("record\(options.last ?? "").mp4", options)
    let configuration = try #require(AVCConfiguration(header))
    #expect(header.first == 1 && configuration.record == header)
    #expect(configuration.sps.count == 1 && configuration.pps.count == 1)
    #expect(configuration.freeNumber == 1, "x264 uses 0")
  }

  @Test func `parameter sets with start codes are those of the record`() async throws {
    let delimited = try await header("delimited.ts", [])
    #expect(delimited.starts(with: [0, 0, 0, 1]) || delimited.starts(with: [0, 0, 1]))
    #expect(try await configuration("delimited.mp4", []) == AVCConfiguration(delimited))
  }

  @Test func `merged, it has all sets, and the higher profile and level`() async throws {
    let main = try await configuration("main.mp4", ["-profile:v", "main", "-level", "4.1"])
    let high = try await configuration("high.mp4", ["-level", "2.1", "-x264-params", "sps-id=1:8x8dct=1"])
    let merged = try #require(main.adding(high))
    #expect(merged.sps == main.sps + high.sps && merged.pps == main.pps + high.pps)
    #expect(high.sps[0][1] == 100 && main.sps[0][1] == 77)
    #expect(merged.record[1] == 100 && merged.record[3] == 41)
    #expect(merged.record[2] == main.sps[0][2] & high.sps[0][2], "a constraint holds for all sets")
    let read = AVCConfiguration(merged.record)
    #expect(read?.sps == merged.sps && read?.pps == merged.pps)
    #expect(merged.freeNumber == 2)
    #expect(high.freeNumber == 2 && high.adding(main)?.sps == high.sps + main.sps)
    for unit in merged.sps + merged.pps { #expect(unit.withUnsafeBytes { merged.contains($0[...]) }) }
    #expect(high.sps[0].withUnsafeBytes { !main.contains($0[...]) })
  }

  @Test func `sets of one number, or of another sampling, are not merged`() async throws {
    let plain = try await configuration("plain.mp4", [])
    let deep = try await configuration("deep.mp4", ["-pix_fmt", "yuv420p10", "-x264-params", "sps-id=1"])
    let wide = try await configuration("wide.mp4", ["-pix_fmt", "yuv422p", "-x264-params", "sps-id=1"])
    for other in [plain, deep, wide] { #expect(plain.adding(other) == nil) }
  }

  @Test func `it describes the frames that the decoder gives`() async throws {
    let clips = try await [
      CodedClip("avc-420.mp4", []), CodedClip("avc-422.mp4", ["-pix_fmt", "yuv422p"]),
      CodedClip("avc-10.mp4", ["-pix_fmt", "yuv420p10"]),
    ]
    for (index, clip) in clips.enumerated() {
      let described = try clips.map { try clip.parameterSets.describes($0.description.format) }
      #expect(described == clips.indices.map { $0 == index })
    }
  }

  @Test func `headers that are cut off or changed do not crash, and nothing is read beyond their end`()
    async throws
  {
    let header = try await header("cut.mp4", ["-pix_fmt", "yuv422p"])
    for count in header.indices {
      // The last four bytes state what the sets state already.
      #expect(
        (AVCConfiguration(Array(header[..<count])) == nil) == (count < header.count - 4), "\(count) bytes")
    }
    var random = SplitMix(seed: 1)
    for _ in 0..<2000 {
      var changed = header
      for _ in 0..<3 {
        changed[Int.random(in: changed.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      guard let read = AVCConfiguration(changed) else { continue }
      #expect(AVCConfiguration(read.record)?.sps == read.sps)
    }
  }
}
