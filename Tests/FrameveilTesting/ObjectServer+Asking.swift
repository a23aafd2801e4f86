import FoundationEssentials

extension ObjectServer {
  /// How boto3 asks, where that is not in the owner's name and as it should be. See Tests/Stack/s3-judge.
  public struct Manner: Encodable, Sendable {
    /// Whom; nil for the server itself.
    public var endpoint: String?
    /// Whose key.
    public var key = owner.id
    /// The secret that signs.
    public var secret = owner.secret
    /// A session token.
    public var token: String?
    /// The region of the signature.
    public var region = "us-east-1"
    /// By how many seconds its clock is ahead.
    public var clock = 0
    /// What is changed in the request after it was signed: `url` (old and new), `headers`, `body`.
    public var send: JSON = [:]
    /// The file that gets the answer's body.
    public var save: String?
    /// Instead of calling, gives a URL that is valid for so many seconds.
    public var presign: Int?
    var call = ""
    var arguments: [String: JSON] = [:]

    /// As the owner, properly.
    public init() {}

    /// In somebody's name.
    public init(_ keys: Keys) { (key, secret) = (keys.id, keys.secret) }

    /// Through a proxy.
    public init(through url: String) { endpoint = url }
  }

  /// What came of a call.
  public struct Answer: Decodable, Sendable {
    /// A refusal; the status is 0 where no answer came.
    public struct Refusal: Decodable, Error, Sendable {
      /// HTTP's status.
      public var status: Int
      /// S3's code, or boto3's class of the failure.
      public var code: String
      /// In words.
      public var message: String
    }

    /// boto3's result, bytes as `{"base64": …}`.
    public var result: JSON?
    /// The refusal, if it was one.
    public var error: Refusal?

    /// The result.
    public func get() throws -> JSON {
      if let error { throw error }
      return result ?? .null
    }
  }

  /// Puts an object.
  public func put(_ bytes: some Sequence<UInt8>, _ bucket: String, _ key: String) throws {
    _ = try ask("put_object", ["Bucket": .string(bucket), "Key": .string(key), "Body": .bytes(bytes)]).get()
  }

  /// Puts a file.
  public func put(file: String, _ bucket: String, _ key: String) throws {
    let body: JSON = ["file": .string(file)]
    _ = try ask("put_object", ["Bucket": .string(bucket), "Key": .string(key), "Body": body]).get()
  }

  /// An object's bytes.
  public func bytes(_ bucket: String, _ key: String) throws -> [UInt8] {
    let answer = try ask("get_object", ["Bucket": .string(bucket), "Key": .string(key)]).get()
    return [UInt8](Data(base64Encoded: answer["Body"]["base64"].text ?? "") ?? Data())
  }

  /// Saves an object to a file.
  public func save(_ bucket: String, _ key: String, to path: String) throws {
    var manner = Manner()
    manner.save = path
    _ = try ask("get_object", ["Bucket": .string(bucket), "Key": .string(key)], manner).get()
  }

  /// What is known of an object: `ContentLength`, `ETag`, `ContentType`, `Metadata` and so on.
  public func head(_ bucket: String, _ key: String) throws -> JSON {
    try ask("head_object", ["Bucket": .string(bucket), "Key": .string(key)]).get()
  }

  /// The keys of a bucket, sorted; at most a thousand.
  public func keys(_ bucket: String) throws -> [String] {
    let answer = try ask("list_objects_v2", ["Bucket": .string(bucket)]).get()
    return answer["Contents"].elements.compactMap { $0["Key"].text }.sorted()
  }

  /// The keys of multipart uploads that were begun in a bucket and neither completed nor aborted.
  public func openUploads(_ bucket: String) throws -> [String] {
    let answer = try ask("list_multipart_uploads", ["Bucket": .string(bucket)]).get()
    return answer["Uploads"].elements.compactMap { $0["Key"].text }
  }
}
