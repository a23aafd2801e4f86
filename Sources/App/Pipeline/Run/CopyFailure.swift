public import Core

/// The error of a run whose output contains copied groups of pictures, where encoding everything may succeed: the output
/// cannot be muxed, decodes to other frames, or differs from the input.
public struct CopyFailure: Error {
  public let cause: UserError

  /// - Parameter copiesGroups: whether groups are copied. Nil if not, and for errors that encoding would not prevent.
  init?(_ error: any Error, of copiesGroups: Bool) {
    guard copiesGroups, let error = error as? UserError,
      [.internalFailure, .configuration].contains(error.code)
    else {
      return nil
    }
    cause = error
  }
}
