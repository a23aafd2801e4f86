import Core

/// A thing of which parts can be asked for, as it was when it was first seen.
public struct RemoteObject: Sendable {
  /// How messages name it.
  public var name: String
  /// How many bytes it has.
  public var size: UInt64
  /// What tells it from a later version.
  public var validators: Validators
  /// Asks for the bytes from an offset to the end (`Range: bytes=N-`), with the condition of the validators. The
  /// answer is checked by whoever asks.
  public var open: @Sendable (_ offset: UInt64) async throws -> HTTPResponse

  /// Names a thing.
  public init(
    name: String, size: UInt64, validators: Validators,
    open: @escaping @Sendable (_ offset: UInt64) async throws -> HTTPResponse
  ) {
    (self.name, self.size, self.validators, self.open) = (name, size, validators, open)
  }

  /// Asks for the bytes from an offset on, and checks that the answer holds them, and of the same version.
  func response(from offset: UInt64) async throws -> HTTPResponse {
    let response = try await open(offset)
    // 412: the condition fails; 416: there is no such byte any more.
    guard response.status != 412, response.status != 416 else { throw changed }
    guard response.status == 206 else { throw UnexpectedStatus(response) }
    guard let range = ContentRange(response.headers), range.first == offset else {
      throw UserError(.inputOutput, name, "the server gives other bytes than it was asked for")
    }
    guard range.size == size, Validators(response.headers) == validators else { throw changed }
    return response
  }

  private var changed: UserError {
    UserError(
      .inputOutput, name, "changed while it was read", remedy: "run again when nobody writes it any more")
  }
}
