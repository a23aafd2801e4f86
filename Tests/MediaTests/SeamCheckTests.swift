import Core
import FrameveilTesting
@testable import Media
import Testing

/// The seams between copied and encoded pictures are decoded with the parameters of the output.
@Suite(.blocking) struct SeamCheckTests {
  /// Checks a group of one clip between two of another.
  ///
  /// - Parameter header: the codec header of the output.
  private func check(_ header: (CodedClip, CodedClip) async throws -> [UInt8]) async throws {
    let copied = try await CodedClip("seam-copied.mp4", ["-bf", "2"])
    let encoded = try await CodedClip(
      "seam-encoded.mp4", ["-bf", "2", "-crf", "40", "-x264-params", "sps-id=1:ref=1:cabac=0"])
    let parameters = copied.description.video.parameters
    let bytes = try await header(copied, encoded)
    let written = try CodecParameters(parameters.pointer) { $0.setExtradata(bytes) }
    var seam = SeamCheck()
    for group in [copied.groups[0], copied.groups[2]] {
      let pictures = group.pictures.prefix(SeamCheck.depth).map {
        SeamCheck.Copied(muxed: $0.packet, source: $0.packet)
      }
      try await seam.end(before: Array(pictures), of: copied.description, written: written, name: "out")
      for picture in encoded.groups[1].pictures { try seam.add(picture.packet) }
    }
  }

  @Test func `with the parameter sets of both, copied pictures give their frames`() async throws {
    try await check { copied, encoded in
      try #require(copied.parameterSets.adding(encoded.parameterSets)).record
    }
  }

  @Test func `without the encoder's or the input's parameter sets it fails`() async throws {
    await #expect(throws: UserError.self) {
      try await check { copied, _ in copied.description.video.parameters.extradata }
    }
    await #expect(throws: UserError.self) {
      try await check { _, encoded in encoded.description.video.parameters.extradata }
    }
  }

  @Test func `sets of another stream under the input's number are noticed`() async throws {
    await #expect(throws: UserError.self) {
      try await check { _, encoded in
        let other = try await CodedClip(
          "seam-other.mp4", ["-bf", "0", "-x264-params", "cabac=0:ref=1:8x8dct=0"])
        return try #require(try other.parameterSets.adding(encoded.parameterSets)).record
      }
    }
  }
}
