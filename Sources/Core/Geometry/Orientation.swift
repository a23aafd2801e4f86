/// The transformation from the coded to the displayed frame: first mirrored left to right if `isFlipped`,
/// then rotated clockwise by `quarterTurns`.
public struct Orientation: Hashable, Sendable {
  /// Clockwise rotation in units of 90°, 0...3.
  public let quarterTurns: Int
  /// Whether the coded frame is mirrored left to right before the rotation.
  public let isFlipped: Bool

  /// Displayed as coded.
  public static let identity = Orientation(quarterTurns: 0)

  /// The rotation is taken modulo four.
  public init(quarterTurns: Int, isFlipped: Bool = false) {
    self.quarterTurns = ((quarterTurns % 4) + 4) % 4
    self.isFlipped = isFlipped
  }

  /// Whether the displayed width is the coded height.
  public var swapsAxes: Bool { quarterTurns % 2 == 1 }

  /// Maps a box of the displayed frame to the coded frame; both in ratios.
  public func coded(_ displayed: Box) -> Box {
    var box = displayed
    for _ in 0..<quarterTurns {
      // Inverse rotation by 90°: displayed (x, y) is coded (y, 1 - x).
      box = Box(left: box.top, top: 1 - box.right, width: box.height, height: box.width)
    }
    if isFlipped { box.left = 1 - box.right }
    return box
  }

  /// Maps a box of the coded frame to the displayed frame; both in ratios.
  public func displayed(_ coded: Box) -> Box {
    var box = coded
    if isFlipped { box.left = 1 - box.right }
    for _ in 0..<quarterTurns {
      // Rotation by 90°: coded (x, y) is displayed (1 - y, x).
      box = Box(left: 1 - box.bottom, top: box.left, width: box.height, height: box.width)
    }
    return box
  }
}
