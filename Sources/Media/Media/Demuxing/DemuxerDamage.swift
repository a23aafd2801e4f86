import CLibAV
import Synchronization

/// Counts the errors after which a demuxer resynchronized. libavformat reports them in its log only.
final class DemuxerDamage: Sendable {
  private let met = Mutex(0)
  private let context: UInt

  /// - Parameter context: the `AVFormatContext` that the demuxer passes to `av_log`.
  init(_ context: UnsafeMutableRawPointer) {
    self.context = UInt(bitPattern: context)
    Self.byContext.withLock { $0[self.context] = self }
  }

  var count: Int { met.withLock { $0 } }

  /// Counts an error message of the log.
  static func take(_ speaker: UnsafeMutableRawPointer) {
    byContext.withLock { $0[UInt(bitPattern: speaker)] }?.met.withLock { $0 += 1 }
  }

  /// Stops counting.
  func forget() { Self.byContext.withLock { $0[context] = nil } }

  private static let byContext = Mutex<[UInt: DemuxerDamage]>([:])
}
