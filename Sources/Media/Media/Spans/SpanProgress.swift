import CLibAV
import Core

/// How far a reader has come in the span that it reads.
struct SpanProgress: Sendable {
  let span: ReadSpan
  /// The number of the next packet of the video; nil before the first packet of the span, if reading began in the middle.
  private(set) var next: Int?

  init(_ span: ReadSpan, next: Int?) {
    (self.span, self.next) = (span, next)
  }

  /// Whether all packets were read.
  ///
  /// - Parameter read: the number of packets that belong to the span, by track.
  func isOver(tracks read: [Int]) -> Bool {
    next.map { $0 >= span.packets.upperBound } == true && read == span.trackPackets
  }

  /// Whether the next packet of the video belongs to the span.
  ///
  /// - Throws: `UserError` if the span does not begin with the packet that the plan names.
  mutating func takes(_ packet: DemuxedPacket, of name: String) throws(UserError) -> Bool {
    let dts = packet.pointer.pointee.dts
    guard let number = next ?? start(with: packet) else {
      guard dts <= span.start?.dts ?? .max else { throw Self.changed(name) }
      return false
    }
    if number == span.packets.lowerBound, let start = span.start {
      guard packet.isKey, start.dts == nil || start.dts == dts else { throw Self.changed(name) }
    }
    next = number + 1
    return span.packets.contains(number)
  }

  /// The number of the packet if the span begins with it.
  private func start(with packet: DemuxedPacket) -> Int? {
    packet.isKey && packet.pointer.pointee.dts == span.start?.dts ? span.packets.lowerBound : nil
  }

  /// The error for an input that is not what the plan describes.
  static func changed(_ name: String) -> UserError {
    UserError(
      .invalidInput, name,
      "is not what the plan or the division describes: its packets are others than when that was made",
      remedy: "begin again: frameveil plan, or frameveil divide")
  }
}
