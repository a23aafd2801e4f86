/// How a coded picture is turned before it is shown: first mirrored left to right when `isFlipped`, then
/// rotated clockwise by `quarterTurns`.
public struct Orientation: Hashable, Sendable {
  /// Clockwise quarter turns, 0...3.
  public let quarterTurns: Int
  /// Whether the coded picture is mirrored left to right before it is turned.
  public let isFlipped: Bool

  /// Shown as coded.
  public static let identity = Orientation(quarterTurns: 0)

  /// Makes an orientation; turns are taken modulo four.
  public init(quarterTurns: Int, isFlipped: Bool = false) {
    self.quarterTurns = ((quarterTurns % 4) + 4) % 4
    self.isFlipped = isFlipped
  }

  /// Whether the displayed picture's width is the coded picture's height.
  public var swapsAxes: Bool { quarterTurns % 2 == 1 }

  /// Where a box of the displayed picture lies in the coded picture; both in ratios.
  public func coded(_ displayed: Box) -> Box {
    var box = displayed
    for _ in 0..<quarterTurns {
      // One turn back: displayed (x, y) is coded (y, 1 - x).
      box = Box(left: box.top, top: 1 - box.right, width: box.height, height: box.width)
    }
    if isFlipped { box.left = 1 - box.right }
    return box
  }

  /// Where a box of the coded picture is shown; both in ratios.
  public func displayed(_ coded: Box) -> Box {
    var box = coded
    if isFlipped { box.left = 1 - box.right }
    for _ in 0..<quarterTurns {
      // One turn: coded (x, y) is displayed (1 - y, x).
      box = Box(left: 1 - box.bottom, top: box.left, width: box.height, height: box.width)
    }
    return box
  }
}
