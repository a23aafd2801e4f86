import FrameveilTesting
@testable import Media
import Testing

/// A video whose groups of pictures are kept, as for copying.
struct CodedClip {
  let description: MediaDescription
  let frames: [Frame]

  /// Two seconds of 25 frames each second.
  ///
  /// - Parameters:
  ///   - name: the clip's name, unique and with its ending.
  ///   - options: ffmpeg's.
  static func path(_ name: String, _ options: [String]) throws -> String {
    try ClipMaker.clip(
      name,
      ["-f", "lavfi", "-i", "testsrc2=size=160x96:rate=25:duration=2", "-c:v", "libx264", "-g", "10"]
        + options)
  }

  init(_ path: String) async throws {
    let reader = try MediaReader(input: .file(path: path), options: .init(keepsGroups: true))
    description = try await reader.open()
    var frames: [Frame] = []
    while let frame = try await reader.nextFrame() { frames.append(frame) }
    await reader.close()
    self.frames = frames
  }

  init(_ name: String, _ options: [String]) async throws { try await self.init(Self.path(name, options)) }

  /// The groups in order of their first frames.
  var groups: [CodedGroup] {
    frames.compactMap(\.coded?.group).reduce(into: []) { groups, group in
      if groups.last !== group { groups.append(group) }
    }
  }

  /// The parameter sets of the header.
  var parameterSets: AVCConfiguration {
    get throws { try #require(AVCConfiguration(description.video.parameters.extradata)) }
  }
}
