import CCrypto

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
public struct SHA256: ~Copyable, Sendable {
  private let context: Context

  /// Begins with nothing.
  public init() {
    context = Context()
    unsafe Self.check(EVP_DigestInit_ex(context.pointer, EVP_sha256(), nil))
  }

  /// Takes the next bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let taken: Void? = bytes.withContiguousStorageIfAvailable { unsafe update(UnsafeRawBufferPointer($0)) }
    if taken == nil { update(Array(bytes)) }
  }

  /// Takes the next bytes out of memory that is valid for the call.
  @unsafe public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    unsafe Self.check(EVP_DigestUpdate(context.pointer, bytes.baseAddress, bytes.count))
  }

  /// The 32 bytes of the digest.
  public consuming func finish() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      unsafe Self.check(EVP_DigestFinal_ex(context.pointer, digest.baseAddress, nil))
      count = 32
    }
  }

  /// The 32 bytes of the digest of bytes that are there.
  public static func digest(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finish()
  }

  /// The digest of bytes that are there, as 64 lower-case digits.
  public static func hex(_ bytes: some Sequence<UInt8>) -> String { Hex.text(digest(bytes)) }

  /// libcrypto fails here only where memory ends or its own digest is not there: nothing can be signed then.
  private static func check(_ status: Int32) { precondition(status == 1, "libcrypto cannot reckon SHA-256") }

  /// One owner of a context; it is used by one task at a time, since `SHA256` cannot be copied.
  @safe private final class Context: @unchecked Sendable {
    let pointer: OpaquePointer

    init() {
      guard let made = unsafe EVP_MD_CTX_new() else { preconditionFailure("no memory for SHA-256") }
      unsafe pointer = made
    }

    deinit { unsafe EVP_MD_CTX_free(pointer) }
  }
}
