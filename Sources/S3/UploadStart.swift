import AWS
import AWSSigning
import HTTP
import XML

/// Begins a multipart upload, and leaves none behind where the answer to that is lost.
///
/// S3 makes a new upload each time that it is asked. Where no answer comes there may be one, so before asking again
/// the open uploads of this key are listed, and the one begun meanwhile is taken. Were it another program's after
/// all, parts of the two would meet; but S3 completes an upload only from parts with the ETags that are listed.
struct UploadStart {
  let client: AWSClient
  let location: S3Location
  let properties: S3Properties

  private static let attempts = 3

  func upload() async throws -> MultipartUpload {
    let clock = ContinuousClock()
    let begin = clock.now
    var attempt = 1
    while true {
      do {
        return MultipartUpload(client: client, location: location, id: try await create())
      } catch  where Self.mayHaveBegun(error) {
        let id = try? await begun(within: (clock.now - begin) / .seconds(1))
        if let id { return MultipartUpload(client: client, location: location, id: id) }
        guard attempt < Self.attempts else { throw error }
        attempt += 1
      }
    }
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

  /// The upload to this key that was begun in the last so many seconds by the store's clock, where there is just one.
  private func begun(within seconds: Double) async throws -> String? {
    var call = AWSCall.s3("ListMultipartUploads", "GET", S3Location(bucket: location.bucket, key: ""))
    call.query = [("prefix", location.key), ("uploads", "")]
    let answer = try await client.perform(call)
    let now = answer.headers["Date"].flatMap(HTTPDate.seconds)
    guard let now else { return nil }
    let ids = try XMLElement(parsing: answer.body).all("Upload").compactMap { upload -> String? in
      guard upload["Key"]?.text == location.key, let time = upload["Initiated"].flatMap(Self.seconds),
        // Stores round.
        Double(now - time) <= seconds + 2
      else { return nil }
      return upload["UploadId"]?.text
    }
    return ids.count == 1 ? ids[0] : nil
  }

  /// Seconds since 1970 out of `2026-11-21T12:00:00.000Z`.
  private static func seconds(_ element: XMLElement) -> Int64? {
    let whole = element.text.prefix { $0 != "." && $0 != "Z" }.filter { $0 != "-" && $0 != ":" }
    return CivilTime(basic: whole + "Z")?.secondsSince1970
  }

  private static func mayHaveBegun(_ error: any Error) -> Bool {
    switch error {
    case let error as AWSError: error.isRetryable
    case let error as HTTPError: [.timedOut, .broken, .notHTTP].contains(error.code)
    default: false
    }
  }
}
