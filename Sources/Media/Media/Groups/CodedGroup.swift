import Core
import Geometry
import Synchronization

/// A closed group of pictures as coded in the input: from an IDR picture up to the next. Its packets are kept until it is
/// known whether they are copied. The reader adds them; the writer takes them.
final class CodedGroup: Sendable {
  /// A coded picture, in decoding order.
  struct Picture: @unchecked Sendable {
    // Nothing writes to the packet once it is here.
    let packet: DemuxedPacket
    /// PTS and DTS on the container's timeline.
    let pts: MediaTime
    let dts: MediaTime
    /// Whether it has SEI NAL units of user data, which are not copied.
    var hasUserData = false
  }

  private struct State {
    var pictures: [Picture] = []
    var bytes = 0
    var obstacle: CopyObstacle?
    var isWhole = false
    var isKept = true
    var hasOpenKeyPictures = false
    var digest: GroupDigest?
  }
  private let state = Mutex(State())

  /// The memory for the packets of one group in bytes: ten seconds at 12 Mbit/s.
  private static let limit = 16 << 20
  /// The longest time from the first DTS to the last. The sound of a group is muxed before its pictures; a player that
  /// reads from a pipe or a server must buffer as much.
  private static let longest = MediaTime(nanoseconds: 12_000_000_000)

  /// Adds the next picture; returns its place in decoding order, which is of no meaning if packets are not kept.
  func add(_ picture: Picture) -> Int {
    state.withLock { state in
      guard state.isKept, state.obstacle == nil else { return state.pictures.count }
      state.bytes += picture.packet.count
      let length = state.pictures.first.map { picture.dts - $0.dts } ?? .zero
      if state.bytes > Self.limit || length > Self.longest {
        state.obstacle = state.hasOpenKeyPictures ? .open : .tooLong
      }
      state.pictures.append(picture)
      return state.pictures.count - 1
    }
  }

  /// Why it cannot be copied, as far as known; once set, it stays.
  var obstacle: CopyObstacle? {
    get { state.withLock { $0.obstacle } }
    set { state.withLock { $0.obstacle = $0.obstacle ?? newValue } }
  }

  /// Notes a key picture that is not an IDR picture: later pictures may refer to pictures before it.
  func noteOpenKeyPicture() { state.withLock { $0.hasOpenKeyPictures = true } }

  /// Why its untouched frames are encoded with the others.
  var reason: CopyObstacle { state.withLock { $0.obstacle ?? ($0.hasOpenKeyPictures ? .open : .redacted) } }

  /// Whether all its pictures were read.
  var isWhole: Bool { state.withLock { $0.isWhole } }

  /// Whether packets are still kept: it may be copied.
  var isKept: Bool { state.withLock { $0.isKept && $0.obstacle == nil } }

  /// Notes that all its pictures were read.
  func finish() { state.withLock { $0.isWhole = true } }

  /// The digest of its pictures; nil until all were read, and where they may depend on others.
  var digest: GroupDigest? {
    state.withLock { state in
      guard state.obstacle == nil, state.isWhole, state.isKept else { return nil }
      state.digest = state.digest ?? GroupDigest(state.pictures)
      return state.digest
    }
  }

  /// The pictures kept, in decoding order.
  var pictures: [Picture] { state.withLock { $0.pictures } }

  /// Frees the packets; none is kept any more.
  func release() {
    state.withLock { state in
      state.isKept = false
      state.pictures = []
    }
  }
}

/// The place of a frame in its group.
struct CodedPlace: Sendable {
  let group: CodedGroup
  /// The place of its packet in decoding order.
  let index: Int
  /// The time at which a stream without reordered frames decodes it: the n-th DTS of the input for the n-th frame, on the
  /// timeline of the frames.
  var decodingTime: MediaTime
}

/// Why frames are encoded although nothing on them is redacted.
enum CopyObstacle: String, Sendable, CaseIterable {
  case redacted = "something else in their groups of pictures is redacted"
  case open = "their groups of pictures are open: they refer to the group before theirs"
  case tooLong = "their groups of pictures are larger than 16 MiB or longer than 12 s"
  case fields = "their fields are coded as separate pictures"
  case times = "they lack timestamps, or share them"
  case parameterSets = "their parameter sets are not those of the header"
  case userData = "they carry user data that may tell who or where was filmed"
  case damage = "frames of their groups are damaged or missing"
  case edits = "an edit list cuts frames of their groups off"
  case restart = "the timestamps restart in their groups"
  case framing = "their packets are not whole NAL units"
}
