import AWS
import HTTP
import Media
import XML

/// Begins a multipart upload, and leaves none behind where the answer to that is lost.
///
/// S3 makes a new upload each time that it is asked. Where no answer comes there may be one, so before asking again
/// the open uploads of this key are listed, and one begun meanwhile is taken. Were it another program's after all,
/// parts of the two would meet; but S3 completes an upload only from parts with the ETags that are listed.
struct UploadStart {
  let client: AWSClient
  let location: S3Location
  let properties: S3Properties

  private static let attempts = 3

  func upload() async throws -> MultipartUpload {
    let begin = ContinuousClock.now
    var attempt = 1
    while true {
      do {
        return upload(try await create(), doubtedSince: attempt > 1 ? begin : nil)
      } catch  where Self.mayHaveBegun(error) {
        let isLast = attempt == Self.attempts
        do {
          let ids = try await OpenUploads(client: client, location: location).ids(since: begin)
          if let id = ids.last { return upload(id, doubtedSince: begin) }
          // The store may still come to a request on which it was silent.
          guard !isLast || error is AWSError else { throw error }
        } catch let unknown where isLast {
          throw LeftoverError(cause: error, leftover: MediaError.mayBeLeft(at: location, unknown))
        } catch {}
        guard !isLast else { throw error }
        attempt += 1
      }
    }
  }

  private func upload(_ id: String, doubtedSince instant: ContinuousClock.Instant?) -> MultipartUpload {
    MultipartUpload(client: client, location: location, id: id, doubtedSince: instant)
  }

  private func create() async throws -> String {
    var call = AWSCall.s3("CreateMultipartUpload", "POST", location)
    call.query = [("uploads", "")]
    call.headers = properties.headers
    call.headers["x-amz-checksum-algorithm"] = "CRC32C"
    call.isIdempotent = false
    let answer = try await client.perform(call)
    guard let id = try? XMLElement(parsing: answer.body)["UploadId"]?.text, !id.isEmpty else {
      throw HTTPError(.broken, "\(location): the store began an upload and did not say its id")
    }
    return id
  }

  private static func mayHaveBegun(_ error: any Error) -> Bool {
    switch error {
    case let error as AWSError: error.isRetryable
    case let error as HTTPError: [.timedOut, .broken, .notHTTP].contains(error.code)
    default: false
    }
  }
}
