import Core
import Detections
import Geometry
public import Media
import OpticalFlow
import Tracking

/// What the pixels of a span say, as far as what is hidden depends on it.
///
/// As a file: a ``SpanFile`` whose data are ``data``.
public struct SpanAnalysis: Sendable {
  /// A frame, and what its pixels say about scenes.
  struct Frame: Equatable, Sendable {
    /// The PTS, relative to the first frame of the video.
    var time: MediaTime
    var duration: MediaTime?
    var change: SceneChange
  }

  /// SHA-256 of the division in hexadecimal digits.
  public var division: String
  /// The number of the span, from 1.
  public var span: Int
  var frames: [Frame] = []
  /// What the embedded detectors found; empty where the detections were given.
  var samples: [DetectionSample] = []
  var flow = FlowFindings()
  /// For how many looks tiles still had their turn, before the first look at the span and after the last; nil without looks.
  /// Where what one span leaves is what the next began with, all looks are those of one pass.
  var turns: TurnsLeft?

  struct TurnsLeft: Equatable, Codable {
    var before: Int
    var after: Int

    init(_ turns: (before: Int, after: Int)) { (before, after) = turns }
  }
}

extension SpanAnalysis {
  /// The document in the file.
  private struct Document: Codable {
    var division: String
    var span: Int
    /// SHA-256 of the data in hexadecimal digits.
    var sha256: String
    var turns: TurnsLeft?
  }

  private static let file = SpanFile<Document>(
    magic: "FVLOOKS1", what: "analysis of a span",
    remedy: "analyze it again: frameveil analyze INPUT --division DIVISION --span K -o FILE")

  /// The bytes of the file. Equal analyses have equal bytes.
  public func bytes() throws -> [UInt8] {
    var writer = LittleEndianWriter()
    write(to: &writer)
    let data = writer.bytes
    return data
      + (try Self.file.trailer(
        Document(division: division, span: span, sha256: SHA256.hex(data), turns: turns)))
  }

  /// Reads an analysis. Blocks.
  ///
  /// - Throws: `UserError` for a file that is no whole analysis.
  public init(of input: PieceInput) throws {
    let (document, length) = try Self.file.document(of: input)
    let data = try input.bytes(Int(length), at: 0)
    guard SHA256.hex(data) == document.sha256 else { throw Self.file.damaged(input.name) }
    self.init(division: document.division, span: document.span)
    turns = document.turns
    var reader = LittleEndianReader(data)
    do {
      try read(from: &reader)
    } catch {
      throw Self.file.damaged(input.name)
    }
  }

  private func write(to writer: inout LittleEndianWriter) {
    writer.add(UInt32(frames.count))
    for frame in frames { writer.add(frame) }
    writer.add(UInt32(samples.count))
    for sample in samples { writer.add(sample) }
    writer.add(UInt32(flow.moves.count))
    for (step, move) in flow.moves.sorted(by: { $0.key < $1.key }) { writer.add(step, move) }
    writer.add(UInt32(flow.changes.count))
    for (step, change) in flow.changes.sorted(by: { $0.key < $1.key }) { writer.add(step, change) }
  }

  private mutating func read(from reader: inout LittleEndianReader) throws(TruncatedBytes) {
    for _ in 0..<(try reader.nextCount(ofAtLeast: 25)) { frames.append(try reader.nextFrame()) }
    for _ in 0..<(try reader.nextCount(ofAtLeast: 12)) { samples.append(try reader.nextSample()) }
    for _ in 0..<(try reader.nextCount(ofAtLeast: 57)) {
      let step = try reader.nextFlowStep()
      flow.moves[step] = .some(try reader.nextMove())
    }
    for _ in 0..<(try reader.nextCount(ofAtLeast: 97)) {
      let step = try reader.nextComparedStep()
      flow.changes[step] = .some(try reader.nextChange())
    }
    let times = frames.map(\.time)
    guard reader.remaining == 0, zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }),
      frames.allSatisfy({ $0.change.mismatch.isFinite })
    else { throw TruncatedBytes() }
  }
}
