import AWS
import Core
import HTTP

/// One multipart upload to an object: S3's operations for it (Amazon S3 API Reference, "UploadPart" and so on). What
/// was uploaded so far is kept by whoever uses it.
struct MultipartUpload: Sendable {
  /// A part that S3 has.
  struct Part: Sendable, Equatable {
    /// Its number, counted from 1.
    var number: Int
    /// As S3 gave it, with its quotes.
    var etag: String
    /// CRC-32C of its bytes as S3 writes it.
    var checksum: String
  }

  let client: AWSClient
  let location: ObjectReference
  /// S3's name for it.
  let id: String
  /// When requests to begin it were made of which not all were answered, so that there may be others; nil where the
  /// first one was.
  let doubt: ClosedRange<ContinuousClock.Instant>?

  /// Sends a part. Sending one again replaces it.
  func send(_ part: PartBuffer.Part) async throws -> Part {
    var crc = CRC32C.crc32c()
    crc.update(part.bytes)
    let checksum = crc.base64
    var call = AWSCall.s3("UploadPart", "PUT", location)
    call.query = [("partNumber", "\(part.number)"), ("uploadId", id)]
    call.headers[Self.checksumField] = checksum
    call.body = part.bytes
    let answer = try await client.perform(call)
    guard let etag = answer.headers["ETag"] else {
      throw HTTPError(.notHTTP, "\(location): the store took part \(part.number) and did not say its ETag")
    }
    // Stores that know nothing of checksums give none back.
    if let stored = answer.headers[Self.checksumField], stored != checksum {
      throw HTTPError(.broken, "\(location): part \(part.number) did not arrive as it was sent")
    }
    return Part(number: part.number, etag: etag, checksum: checksum)
  }

  /// Makes the object out of its parts, which are in the order of their numbers.
  ///
  /// - Parameter replacing: whether an object that is there may be replaced.
  func complete(_ parts: [Part], replacing: Bool) async throws {
    do {
      try await complete(parts, condition: replacing ? nil : "*")
    } catch let error as AWSError where error.code == "NotImplemented" && !replacing {
      // A store that knows no conditions; the look before the upload must do.
      try await complete(parts, condition: nil)
    } catch {
      // An earlier try may have done it, and only its answer was lost.
      guard (try? await isMade(of: parts)) == true else { throw error }
    }
  }

  private func complete(_ parts: [Part], condition: String?) async throws {
    var call = AWSCall.s3("CompleteMultipartUpload", "POST", location)
    call.query = [("uploadId", id)]
    call.headers["Content-Type"] = "application/xml"
    call.headers["If-None-Match"] = condition
    call.body = Array(Self.list(parts).utf8)
    // S3 may take minutes, but sends white space meanwhile; others send nothing.
    call.limits.stall = 300
    try await client.perform(call) { [call] answer in
      // S3 begins to answer with 200 before it knows how it ends.
      guard let document = try? XMLElement(parsing: answer.body) else {
        throw HTTPError(.broken, "\(location): the answer at the end is not whole")
      }
      if let error = AWSError(document, status: answer.status, to: call) { throw error }
    }
  }

  /// Aborts what a request began whose answer was lost: an upload to this key that was begun in those seconds and has
  /// no part. Another program that began one in the same seconds fails with an error.
  func abortTwins() async throws {
    guard let doubt else { return }
    let ids = try await OpenUploads(client: client, location: location).ids(begunIn: doubt)
    for id in ids where id != self.id {
      let twin = MultipartUpload(client: client, location: location, id: id, doubt: nil)
      if try await twin.isEmpty() { try await twin.abort() }
    }
  }

  /// Whether it is open and has no part.
  func isEmpty() async throws -> Bool {
    var call = AWSCall.s3("ListParts", "GET", location)
    call.query = [("uploadId", id)]
    do {
      let answer = try await client.perform(call)
      return try XMLElement(parsing: answer.body).all("Part").isEmpty
    } catch let error as AWSError where error.code == "NoSuchUpload" {
      return false
    }
  }

  /// Throws away what was uploaded. One that is gone already is no error.
  func abort() async throws {
    var call = AWSCall.s3("AbortMultipartUpload", "DELETE", location)
    call.query = [("uploadId", id)]
    do {
      _ = try await client.perform(call)
    } catch let error as AWSError where error.code == "NoSuchUpload" {
    }
  }

  /// Whether the object that is there is made of these parts.
  private func isMade(of parts: [Part]) async throws -> Bool {
    let answer = try await client.perform(AWSCall.s3("HeadObject", "HEAD", location))
    return MultipartETag(of: parts).map { $0.text == answer.headers["ETag"] } ?? false
  }

  static let checksumField = "x-amz-checksum-crc32c"

  private static func list(_ parts: [Part]) -> String {
    let items = parts.map {
      "<Part><PartNumber>\($0.number)</PartNumber><ETag>\($0.etag.replacing("\"", with: "&quot;"))</ETag>"
        + "<ChecksumCRC32C>\($0.checksum)</ChecksumCRC32C></Part>"
    }
    return "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(items.joined())"
      + "</CompleteMultipartUpload>"
  }
}
