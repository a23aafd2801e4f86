import AWS
import Core

/// Why a video has no result; lies beside where that would be, as `OUTPUTKEY.error.json`.
struct FailureRecord: Encodable, Sendable, Equatable {
  /// The class of the failure.
  var error: String
  /// What happened.
  var cause: String
  var video: VideoReference
  /// The execution's ARN or name, where one was started.
  var execution: String?
  /// Rekognition's job, where one was started.
  var jobId: String?
  /// When, as RFC 3339 writes it.
  var time: String

  static let ending = ".error.json"

  /// Where a key leaves no room, its end is replaced by its digest.
  static func place(beside output: ObjectReference) -> ObjectReference {
    let place = output.beside(ending)
    guard !place.hasPossibleKey else { return place }
    let tail = "~" + SHA256.hex(output.key.utf8).prefix(32) + ending
    var head = output.key
    while head.utf8.count + tail.utf8.count > ObjectReference.longestKey { head.unicodeScalars.removeLast() }
    return ObjectReference(bucket: output.bucket, key: head + tail)
  }

  /// Writes it, and gives the place.
  @discardableResult
  func write(beside output: ObjectReference, to store: any ObjectStore) async throws -> ObjectReference {
    let place = Self.place(beside: output)
    try await store.write(try JSONText.bytes(self), to: place, contentType: "application/json")
    return place
  }
}
