/// A change of a frame's pixels, such as a redaction.
public struct FrameChange: Sendable {
  /// Changes of equal identity give equal pixels on one frame.
  public let identity: [UInt8]
  /// Whether the frame with which it is passed has it already. If not, the writer makes it where it encodes the frame.
  public var isMade: Bool
  private let change: @Sendable (Frame) async throws -> Frame

  public init(
    identity: [UInt8], isMade: Bool, change: @escaping @Sendable (Frame) async throws -> Frame
  ) {
    (self.identity, self.isMade, self.change) = (identity, isMade, change)
  }

  /// Makes it in a frame of the input.
  func made(in frame: Frame) async throws -> Frame { try await change(frame) }
}
