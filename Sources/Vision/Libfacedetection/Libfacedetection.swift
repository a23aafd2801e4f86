import CLibfacedetection
public import Geometry

/// libfacedetection: a face detector of another family than CenterFace, whose weights are in its library. The library is
/// opened at run time.
///
/// Source: W. Wu, H. Peng, S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research 20, 2023;
/// https://github.com/ShiqiYu/libfacedetection.
///
/// It may be used by several threads at once. Each call runs on the caller's thread: the stages of a run work in
/// parallel already, and its results do not depend on the number of processors.
public final class Libfacedetection: @unchecked Sendable {
  // Checked: the functions never change. They write no memory of the library but its parameters, once, see `init`.
  private let functions: fv_facedetection

  /// A face that it found.
  public struct Face: Hashable, Sendable {
    /// In ratios of the image; may extend past it.
    public var box: Box
    /// 0...100. Below 50 mostly noise.
    public var confidence: Double
    /// The person's right eye, left eye, nose, right and left corner of the mouth, in ratios of the image.
    public var landmarks: [SIMD2<Double>]
  }

  /// Opens the library. It stays loaded until the process ends.
  ///
  /// - Parameters:
  ///   - library: the path of `libfacedetection.so`.
  ///   - openMP: the path of the OpenMP library that it was linked with; nil for the system's, or none.
  /// - Throws: `LibfacedetectionError`.
  public init(library: String, openMP: String? = nil) throws {
    guard fv_facedetection_is_supported() != 0 else {
      throw LibfacedetectionError(description: "\(library): needs a processor with AVX2 and FMA")
    }
    var functions = fv_facedetection()
    var message = [CChar](repeating: 0, count: 256)
    guard fv_facedetection_open(library, openMP, &functions, &message) == 0 else {
      throw LibfacedetectionError(message)
    }
    self.functions = functions
    // The first call sets up the parameters, without a lock.
    _ = try faces(inBGR: [UInt8](repeating: 0, count: 32 * 32 * 3), size: FrameSize(width: 32, height: 32))
  }

  /// The faces in an image, in any order, at most one for each face.
  ///
  /// - Parameter bytes: rows without padding; blue, green and red of each pixel.
  /// - Throws: `LibfacedetectionError` where memory is short.
  public func faces(inBGR bytes: [UInt8], size: FrameSize) throws -> [Face] {
    precondition(bytes.count == 3 * size.width * size.height, "three bytes for each pixel")
    var buffer = [Int32](repeating: 0, count: Int(FV_FACEDETECTION_BUFFER) / 4)
    var image = bytes
    try run(on: &image, size, &buffer)
    return buffer.withUnsafeBytes { buffer in
      (0..<Int(buffer.load(as: Int32.self))).map { index in
        let numbers = (0..<15).map { number in
          let position = 4 + 2 * (index * Int(FV_FACEDETECTION_SHORTS) + number)
          return Double(buffer.load(fromByteOffset: position, as: Int16.self))
        }
        return Face(numbers, size)
      }
    }
  }

  private func run(on image: inout [UInt8], _ size: FrameSize, _ buffer: inout [Int32]) throws {
    var message = [CChar](repeating: 0, count: 256)
    let status = image.withUnsafeMutableBufferPointer { image in
      buffer.withUnsafeMutableBytes { buffer in
        withUnsafePointer(to: functions) {
          fv_facedetection_run(
            $0, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), image.baseAddress, Int32(size.width),
            Int32(size.height), Int32(3 * size.width), &message)
        }
      }
    }
    guard status == 0 else { throw LibfacedetectionError(message) }
  }
}

extension Libfacedetection.Face {
  /// The numbers of a result: confidence, box, landmarks, in pixels.
  fileprivate init(_ numbers: [Double], _ size: FrameSize) {
    let (width, height) = (Double(size.width), Double(size.height))
    self.init(
      box: Box(
        left: numbers[1] / width, top: numbers[2] / height, width: max(0, numbers[3]) / width,
        height: max(0, numbers[4]) / height),
      confidence: numbers[0],
      landmarks: stride(from: 5, to: 15, by: 2).map { SIMD2(numbers[$0] / width, numbers[$0 + 1] / height) })
  }
}

/// An error in libfacedetection: its library cannot be loaded, or memory is short.
public struct LibfacedetectionError: Error, Sendable, CustomStringConvertible {
  /// The library's or the dynamic loader's message.
  public let description: String

  public init(description: String) {
    self.description = description
  }

  fileprivate init(_ message: [CChar]) {
    let text = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    self.init(description: "libfacedetection: \(text)")
  }
}
