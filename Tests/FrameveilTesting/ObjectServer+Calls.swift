import FoundationEssentials

extension ObjectServer {
  /// The options of a boto3 call; the defaults make a valid call with the owner's keys. See Tests/Stack/s3-judge.
  public struct CallOptions: Encodable, Sendable {
    /// The endpoint URL; nil for the server itself.
    public var endpoint: String?
    /// The access key id.
    public var key = owner.id
    /// The secret access key.
    public var secret = owner.secret
    /// The session token.
    public var token: String?
    /// The region of the signature.
    public var region = "us-east-1"
    /// The offset of the client's clock, in seconds.
    public var clock = 0
    /// Changes to the request after signing: `url` (old and new), `headers`, `body`.
    public var send: JSON = [:]
    /// The path of a file for the response body.
    public var save: String?
    /// If set, returns a presigned URL with this expiry in seconds instead of calling.
    public var presign: Int?
    var call = ""
    var arguments: [String: JSON] = [:]

    /// A valid call with the owner's keys.
    public init() {}

    public init(_ keys: Keys) { (key, secret) = (keys.id, keys.secret) }

    public init(through url: String) { endpoint = url }
  }

  /// The outcome of a call.
  public struct CallResult: Decodable, Sendable {
    /// An error response; the status is 0 if there was no response.
    public struct Refusal: Decodable, Error, Sendable {
      public var status: Int
      /// S3's error code, or the class of boto3's exception.
      public var code: String
      public var message: String
    }

    /// boto3's result; bytes are `{"base64": …}`.
    public var result: JSON?
    public var error: Refusal?

    /// Returns the result or throws the error.
    public func get() throws -> JSON {
      if let error { throw error }
      return result ?? .null
    }
  }

  /// Writes an object.
  public func put(_ bytes: some Sequence<UInt8>, _ bucket: String, _ key: String) throws {
    _ = try ask("put_object", ["Bucket": .string(bucket), "Key": .string(key), "Body": .bytes(bytes)]).get()
  }

  /// Writes an object from a file.
  public func put(file: String, _ bucket: String, _ key: String) throws {
    let body: JSON = ["file": .string(file)]
    _ = try ask("put_object", ["Bucket": .string(bucket), "Key": .string(key), "Body": body]).get()
  }

  /// Reads an object.
  public func bytes(_ bucket: String, _ key: String) throws -> [UInt8] {
    let response = try ask("get_object", ["Bucket": .string(bucket), "Key": .string(key)]).get()
    return [UInt8](Data(base64Encoded: response["Body"]["base64"].text ?? "") ?? Data())
  }

  /// Reads an object into a file.
  public func save(_ bucket: String, _ key: String, to path: String) throws {
    var options = CallOptions()
    options.save = path
    _ = try ask("get_object", ["Bucket": .string(bucket), "Key": .string(key)], options).get()
  }

  /// The properties of an object: `ContentLength`, `ETag`, `ContentType`, `Metadata` and so on.
  public func head(_ bucket: String, _ key: String) throws -> JSON {
    try ask("head_object", ["Bucket": .string(bucket), "Key": .string(key)]).get()
  }

  /// The sorted keys of a bucket; at most 1000.
  public func keys(_ bucket: String) throws -> [String] {
    let response = try ask("list_objects_v2", ["Bucket": .string(bucket)]).get()
    return response["Contents"].elements.compactMap { $0["Key"].text }.sorted()
  }

  /// The keys of the multipart uploads in progress in a bucket.
  public func openUploads(_ bucket: String) throws -> [String] {
    let response = try ask("list_multipart_uploads", ["Bucket": .string(bucket)]).get()
    return response["Uploads"].elements.compactMap { $0["Key"].text }
  }
}
