import CCurl

/// A request to send.
public struct HTTPRequest: Sendable {
  /// `GET`, `PUT` and so on.
  public var method: String
  /// The absolute, percent-encoded URL, sent unchanged.
  public var url: String
  /// The header fields. Missing `Host`, `Content-Length`, `Accept` and `User-Agent` fields are added, no others.
  public var headers: HTTPHeaders
  /// The body; nil for none, which differs from an empty body (`Content-Length: 0`).
  public var body: [UInt8]?
  /// The timeouts.
  public var timeouts: HTTPTimeouts
  /// Whether to use the proxy configured in the environment. False for requests that carry or fetch credentials of this
  /// machine, such as those to the instance metadata service.
  public var mayUseProxy = true

  public init(
    _ method: String, _ url: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil,
    timeouts: HTTPTimeouts = HTTPTimeouts()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeouts = timeouts
  }
}

/// The timeouts of a request, in seconds.
public struct HTTPTimeouts: Sendable, Equatable {
  /// For establishing the connection, including TLS.
  public var connect: Double
  /// For the time without a byte in either direction, not counting time in which the reader applies back-pressure.
  public var stall: Double
  /// For the whole transfer; nil for no limit.
  public var total: Double?

  /// The connect timeout of the AWS SDKs' standard defaults mode, and a minute for stalls.
  public init(connect: Double = 5, stall: Double = 60, total: Double? = nil) {
    self.connect = connect
    self.stall = stall
    self.total = total
  }
}

/// The header fields of a message, in order. Field names are case-insensitive (RFC 9110, section 5.1).
public struct HTTPHeaders: Sendable, Equatable {
  public struct Field: Sendable, Equatable {
    /// The name as sent.
    public var name: String
    /// The value without leading and trailing white space.
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public private(set) var fields: [Field]

  public init(_ fields: [Field] = []) {
    self.fields = fields
  }

  /// The value of the first field with a name. Setting it replaces all fields with that name; nil removes them.
  public subscript(_ name: String) -> String? {
    get { fields.first { Self.equal($0.name, name) }?.value }
    set {
      fields.removeAll { Self.equal($0.name, name) }
      if let newValue { fields.append(Field(name, newValue)) }
    }
  }

  /// Appends a field; others with the same name are kept.
  public mutating func add(_ name: String, _ value: String) { fields.append(Field(name, value)) }

  /// The values of all fields with a name.
  public func all(_ name: String) -> [String] {
    fields.filter { Self.equal($0.name, name) }.map(\.value)
  }

  private static func equal(_ one: String, _ other: String) -> Bool {
    one.utf8.elementsEqual(other.utf8) { lower($0) == lower($1) }
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map(Field.init))
  }
}

/// The time of a `Date` or `Last-Modified` field (RFC 9110, section 5.6.7).
public enum HTTPDate {
  /// Seconds since 1970; nil for a text that is no date.
  public static func seconds(_ text: String) -> Int64? {
    let seconds = curl_getdate(text, nil)
    return seconds < 0 ? nil : Int64(seconds)
  }
}
