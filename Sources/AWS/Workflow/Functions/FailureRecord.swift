import AWS
import Core

/// The reason why a video has no result. It is written to `OUTPUTKEY.error.json`, where OUTPUTKEY is the key
/// that the result would have.
struct FailureRecord: Encodable, Sendable, Equatable {
  /// The error type.
  var error: String
  /// The error message.
  var cause: String
  var video: VideoReference
  /// The ARN of the execution; nil if none was started.
  var execution: String?
  /// The Rekognition job; nil if none was started.
  var jobId: String?
  /// The time in RFC 3339 format.
  var time: String

  static let ending = ".error.json"

  /// The object of the record. If the key would be too long, its end is replaced by a digest of the whole
  /// key.
  static func place(beside output: ObjectReference) -> ObjectReference {
    let place = output.beside(ending)
    guard !place.hasValidKeyLength else { return place }
    let tail = "~" + SHA256.hex(output.key.utf8).prefix(32) + ending
    var head = output.key
    while head.utf8.count + tail.utf8.count > ObjectReference.maxKeyLength {
      head.unicodeScalars.removeLast()
    }
    return ObjectReference(bucket: output.bucket, key: head + tail)
  }

  /// Writes the record and returns its object.
  @discardableResult
  func write(beside output: ObjectReference, to store: any ObjectStore) async throws -> ObjectReference {
    let place = Self.place(beside: output)
    try await store.write(try JSONText.bytes(self), to: place, contentType: "application/json")
    return place
  }
}
