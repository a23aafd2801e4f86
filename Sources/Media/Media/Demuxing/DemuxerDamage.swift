import CLibAV
import Synchronization

/// How often a demuxer met what it could not read, and went on behind it: libavformat only says so in its log.
final class DemuxerDamage: Sendable {
  private let met = Mutex(0)
  private let context: UInt

  /// - Parameter context: the `AVFormatContext` by whose name the demuxer speaks.
  init(_ context: UnsafeMutableRawPointer) {
    self.context = UInt(bitPattern: context)
    Self.byContext.withLock { $0[self.context] = self }
  }

  /// How often so far.
  var count: Int { met.withLock { $0 } }

  /// Takes an error in the log.
  static func take(_ speaker: UnsafeMutableRawPointer) {
    byContext.withLock { $0[UInt(bitPattern: speaker)] }?.met.withLock { $0 += 1 }
  }

  /// No more is taken note of.
  func forget() { Self.byContext.withLock { $0[context] = nil } }

  private static let byContext = Mutex<[UInt: DemuxerDamage]>([:])
}
