public import Geometry
import Synchronization

/// For how many looks tiles still have their turn, before and after each look: all that a look depends on beside its frame.
public final class TileTurns: Sendable {
  public struct Turn: Sendable {
    public var time: MediaTime
    public var before: Int
    public var after: Int
  }

  private let turns = Mutex<[Turn]>([])

  public init() {}

  /// The looks so far, in order of time.
  public var all: [Turn] { turns.withLock { $0 } }

  func add(_ turn: Turn) { turns.withLock { $0.append(turn) } }
}
