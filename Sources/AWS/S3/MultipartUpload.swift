import AWS
import CCrypto
import Core
import HTTP

/// The S3 operations of one multipart upload (Amazon S3 API Reference, "UploadPart" and so on). The caller keeps the
/// list of uploaded parts.
struct MultipartUpload: Sendable {
  /// An uploaded part.
  struct Part: Sendable, Equatable {
    /// From 1.
    var number: Int
    /// As returned by S3, with quotation marks.
    var etag: String
    /// CRC-32 in S3's format (Base64); nil for a copied part of a store without checksums.
    var checksum: String?
  }

  let client: AWSClient
  let location: ObjectReference
  /// The `UploadId`.
  let id: String
  /// The uncertainty window: the time in which CreateMultipartUpload requests were sent of which at least one response
  /// was lost, so that orphaned uploads may exist. Nil if the first request succeeded.
  let uncertaintyWindow: ClosedRange<ContinuousClock.Instant>?

  /// Uploads a part. `AWSClient` retries it as any other call (`CallRetryPolicy`); a part uploaded again is replaced.
  func send(_ part: PartBuffer.Part) async throws -> Part {
    var crc = CRC32()
    crc.update(part.bytes)
    let checksum = crc.base64
    var call = AWSCall.s3("UploadPart", "PUT", location)
    call.query = [("partNumber", "\(part.number)"), ("uploadId", id)]
    call.headers[Self.checksumField] = checksum
    call.body = part.bytes
    return try await client.perform(call) { response in
      guard let etag = response.headers["ETag"] else {
        throw HTTPError(
          .invalidResponse, "\(location): the response to UploadPart \(part.number) has no ETag")
      }
      // Stores without support for checksums return none.
      if let stored = response.headers[Self.checksumField], stored != checksum {
        throw HTTPError(
          .broken, "\(location): checksum mismatch: part \(part.number) was corrupted in transit")
      }
      return Part(number: part.number, etag: etag, checksum: checksum)
    }
  }

  /// Makes a part of bytes of another object in the store, unless it was replaced ("UploadPartCopy").
  func copy(_ range: Range<UInt64>, of source: PinnedObject, as number: Int) async throws -> Part {
    var call = AWSCall.s3("UploadPartCopy", "PUT", location)
    call.query = [("partNumber", "\(number)"), ("uploadId", id)]
    call.headers["x-amz-copy-source"] = source.copySource
    call.headers["x-amz-copy-source-range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    call.headers["x-amz-copy-source-if-match"] = source.etag
    // Nothing is sent until the bytes are copied.
    call.timeouts.stall = 300
    return try await client.perform(call) { [call] response in
      // As of CompleteMultipartUpload, status 200 may come with an error.
      guard let document = try? XMLElement(parsing: response.body) else {
        throw HTTPError(.broken, "\(location): the response to UploadPartCopy \(number) is incomplete")
      }
      if let error = AWSError(document, status: response.status, to: call) { throw error }
      guard let etag = document["ETag"]?.text, !etag.isEmpty else {
        throw HTTPError(.invalidResponse, "\(location): the response to UploadPartCopy \(number) has no ETag")
      }
      return Part(number: number, etag: etag, checksum: document["ChecksumCRC32"]?.text)
    }
  }

  /// Completes the upload with its parts, in ascending order of their numbers.
  ///
  /// - Parameter replacing: whether an existing object may be replaced.
  func complete(_ parts: [Part], replacing: Bool) async throws {
    do {
      try await complete(parts, condition: replacing ? nil : "*")
    } catch let error as AWSError where error.code == "NotImplemented" && !replacing {
      // The store does not support conditional writes; the check before the upload must suffice.
      try await complete(parts, condition: nil)
    } catch {
      // An earlier attempt may have succeeded, with its response lost.
      guard (try? await isMade(of: parts)) == true else { throw error }
    }
  }

  private func complete(_ parts: [Part], condition: String?) async throws {
    var call = AWSCall.s3("CompleteMultipartUpload", "POST", location)
    call.query = [("uploadId", id)]
    call.headers["Content-Type"] = "application/xml"
    call.headers["If-None-Match"] = condition
    call.body = Array(Self.list(parts).utf8)
    // S3 may take minutes and sends white space meanwhile; other stores send nothing.
    call.timeouts.stall = 300
    try await client.perform(call) { [call] response in
      // S3 sends status 200 before it knows the outcome; an error is in the body.
      guard let document = try? XMLElement(parsing: response.body) else {
        throw HTTPError(.broken, "\(location): the response to CompleteMultipartUpload is incomplete")
      }
      if let error = AWSError(document, status: response.status, to: call) { throw error }
    }
  }

  /// Aborts orphaned uploads: those to this key that were started in the uncertainty window and have no part. An upload
  /// of another program that started in the same seconds is aborted, too, and fails with an error.
  func abortOrphans() async throws {
    guard let uncertaintyWindow else { return }
    let ids = try await UploadsInProgress(client: client, location: location).ids(begunIn: uncertaintyWindow)
    for id in ids where id != self.id {
      let orphan = MultipartUpload(client: client, location: location, id: id, uncertaintyWindow: nil)
      if try await orphan.isEmpty() { try await orphan.abort() }
    }
  }

  /// Whether the upload is in progress and has no part.
  func isEmpty() async throws -> Bool {
    var call = AWSCall.s3("ListParts", "GET", location)
    call.query = [("uploadId", id)]
    do {
      let response = try await client.perform(call)
      return try XMLElement(parsing: response.body).all("Part").isEmpty
    } catch let error as AWSError where error.code == "NoSuchUpload" {
      return false
    }
  }

  /// Aborts the upload. It is no error if it no longer exists.
  func abort() async throws {
    var call = AWSCall.s3("AbortMultipartUpload", "DELETE", location)
    call.query = [("uploadId", id)]
    do {
      _ = try await client.perform(call)
    } catch let error as AWSError where error.code == "NoSuchUpload" {
    }
  }

  /// Whether the existing object consists of these parts.
  private func isMade(of parts: [Part]) async throws -> Bool {
    let response = try await client.perform(AWSCall.s3("HeadObject", "HEAD", location))
    return MultipartETag(of: parts).map { $0.text == response.headers["ETag"] } ?? false
  }

  static let checksumField = "x-amz-checksum-crc32"

  private static func list(_ parts: [Part]) -> String {
    let items = parts.map {
      "<Part><PartNumber>\($0.number)</PartNumber><ETag>\($0.etag.replacing("\"", with: "&quot;"))</ETag>"
        + ($0.checksum.map { "<ChecksumCRC32>\($0)</ChecksumCRC32>" } ?? "") + "</Part>"
    }
    return "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(items.joined())"
      + "</CompleteMultipartUpload>"
  }
}

/// The ETag of an object uploaded in parts: the MD5 (RFC 1321) of the concatenated MD5s of its parts, a hyphen, and the
/// number of parts. AWS does not document this, but stores whose part ETags are MD5s compute it so.
struct MultipartETag: Equatable {
  /// With quotation marks, as in the `ETag` field.
  let text: String

  /// Nil if the ETag of a part is not an MD5, as with SSE-KMS.
  init?(of parts: [MultipartUpload.Part]) {
    var digests: [UInt8] = []
    for part in parts {
      let digits = Array(part.etag.utf8.filter { $0 != UInt8(ascii: "\"") })
      guard digits.count == 32 else { return nil }
      for pair in stride(from: 0, to: digits.count, by: 2) {
        let text = String(decoding: digits[pair..<pair + 2], as: UTF8.self)
        guard let byte = UInt8(text, radix: 16) else { return nil }
        digests.append(byte)
      }
    }
    let digest = [UInt8](unsafeUninitializedCapacity: 16) { digest, count in
      count = EVP_Digest(digests, digests.count, digest.baseAddress, nil, EVP_md5(), nil) == 1 ? 16 : 0
    }
    guard !digest.isEmpty else { return nil }
    text = "\"\(Hex.text(digest))-\(parts.count)\""
  }
}
