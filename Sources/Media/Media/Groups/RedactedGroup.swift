import Core

/// A group of pictures that was encoded because something on its frames is redacted: what a later run must know to copy it.
public struct RedactedGroup: Sendable, Equatable {
  /// The number of frames before it.
  public var firstFrame: Int
  public var frames: Int
  /// SHA-256 of the changes of its frames in display order, in hexadecimal digits.
  public var redaction: String
  /// MurmurHash3 of the payloads of its packets in the output, in hexadecimal digits.
  public var packets: String

  public init(firstFrame: Int, frames: Int, redaction: String, packets: String) {
    (self.firstFrame, self.frames, self.redaction, self.packets) = (firstFrame, frames, redaction, packets)
  }
}

/// The digest of the changes of a group's frames, in display order.
struct RedactionDigest {
  private var value: [UInt8] = []
  /// Whether any frame is changed.
  private(set) var isChanged = false

  /// Adds the next frame.
  mutating func add(_ change: FrameChange?) {
    if change != nil { isChanged = true }
    value = SHA256.digest(value + [change == nil ? 0 : 1] + (change?.identity ?? []))
  }

  /// In hexadecimal digits.
  var text: String { Hex.text(value) }
}

/// Notes the groups that are encoded, frame by frame as they enter the encoder, and packet by packet as they leave it.
struct RedactedGroupRecorder {
  private struct Entry {
    let firstFrame: Int
    var frames = 0
    var redaction = RedactionDigest()
    var muxed = 0
    var beginsWithKey = false
    let packets = PacketDigest()
  }
  /// The groups so far.
  private(set) var groups: [RedactedGroup] = []
  /// Groups of which packets are to come, in order.
  private var entries: [Entry] = []
  /// The group of the newest frame.
  private var newest: CodedGroup?

  /// Adds the next frame that is encoded. Returns whether it is the first of its group.
  ///
  /// - Parameter number: the number of frames before it.
  mutating func add(_ change: FrameChange?, of group: CodedGroup, number: Int) -> Bool {
    let begins = newest !== group
    if begins {
      entries.append(Entry(firstFrame: number))
      newest = group
    }
    entries[entries.count - 1].frames += 1
    entries[entries.count - 1].redaction.add(change)
    return begins
  }

  /// Adds the next packet of the encoder: a group's packets precede those of the next, since each begins with a key picture.
  mutating func add(_ packet: DemuxedPacket) {
    guard let place = entries.firstIndex(where: { $0.muxed < $0.frames }) else { return }
    for _ in 0..<place { finishFirst() }
    if entries[0].muxed == 0 { entries[0].beginsWithKey = packet.isKey }
    entries[0].packets.add(packet.bytes)
    entries[0].muxed += 1
  }

  /// Adds a group that was copied from an earlier output.
  mutating func add(_ group: RedactedGroup) { groups.append(group) }

  /// Ends the encoder's stream, all of whose packets were added.
  mutating func finish() {
    while !entries.isEmpty { finishFirst() }
    newest = nil
  }

  private mutating func finishFirst() {
    let entry = entries.removeFirst()
    guard entry.redaction.isChanged, entry.beginsWithKey, entry.muxed == entry.frames else { return }
    groups.append(
      RedactedGroup(
        firstFrame: entry.firstFrame, frames: entry.frames, redaction: entry.redaction.text,
        packets: entry.packets.finish()))
  }
}
