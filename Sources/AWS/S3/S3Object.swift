public import AWS
import Core
public import HTTP

/// Opens objects for random access.
public enum S3Object {
  /// Opens an object. The response to the first GetObject request is the first stream to read from.
  ///
  /// - Throws: `UserError`: `noInput` if it does not exist, `noPermission`, `configuration`, `unavailable`,
  ///   `invalidInput` if it is empty; `CancellationError`. Later reads throw `inputOutput` if the object has changed.
  public static func open(
    _ location: ObjectReference, by client: AWSClient, retries: RetryPolicy = .standard
  ) async throws -> RangeReader {
    do {
      let response = try await client.open(call(location, from: 0))
      guard response.status == 206, let range = ContentRange(response.headers),
        range.first == 0
      else {
        throw UserError(.inputOutput, "\(location)", "the store does not support range requests")
      }
      let validators = Validators(response.headers)
      let object = RemoteObject(name: "\(location)", size: range.size, validators: validators) { offset in
        var call = call(location, from: offset)
        for field in validators.condition.fields { call.headers.add(field.name, field.value) }
        do {
          return try await client.open(call)
        } catch let error as AWSError {
          throw UserError(error, on: location, isResult: false)
        }
      }
      return RangeReader(object, retries: retries, first: response)
    } catch let error as AWSError where error.code == "InvalidRange" {
      throw UserError(.invalidInput, "\(location)", "is empty")
    } catch let error as CancellationError {
      throw error
    } catch {
      throw UserError(error, on: location, isResult: false)
    }
  }

  private static func call(_ location: ObjectReference, from offset: UInt64) -> AWSCall {
    var call = AWSCall.s3("GetObject", "GET", location)
    call.headers.add("Range", "bytes=\(offset)-")
    return call
  }
}
