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

  /// Writes it, and gives the place.
  @discardableResult
  func write(beside output: ObjectReference, to store: any ObjectStore) async throws -> ObjectReference {
    let place = output.beside(Self.ending)
    try await store.write(try JSONText.bytes(self), to: place, contentType: "application/json")
    return place
  }
}
