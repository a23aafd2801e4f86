import Glibc

/// The folder of the running program, beside which the files that it needs are searched.
public enum ProgramFolder {
  public static var path: String {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    let program = String(decoding: bytes.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return program.split(separator: "/").dropLast().map { "/" + $0 }.joined()
  }
}
